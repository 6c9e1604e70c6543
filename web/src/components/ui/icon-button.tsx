import type { ComponentProps } from "react";

import { Button } from "./button";
import { Tooltip } from "./tooltip";

/** A button that shows only a sign; `label` names it for readers and on hover. */
export function IconButton({
  label,
  size = "icon",
  variant = "quiet",
  ...props
}: ComponentProps<typeof Button> & { label: string }) {
  return (
    <Tooltip text={label}>
      <Button aria-label={label} size={size} variant={variant} {...props} />
    </Tooltip>
  );
}
