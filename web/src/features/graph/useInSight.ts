import { type RefObject, useEffect, useRef } from "react";

import { useIsWide } from "./useIsWide";

/** On phones the panel is a sheet over the page: the drawing moves to where it isn't covered. */
export function useInSight(hasPanel: boolean): RefObject<HTMLDivElement | null> {
  const drawing = useRef<HTMLDivElement>(null);
  const isNarrow = !useIsWide("64rem");
  useEffect(() => {
    if (hasPanel && isNarrow) drawing.current?.scrollIntoView({ block: "start" });
  }, [hasPanel, isNarrow]);
  return drawing;
}
