import { WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useConnection } from "@/live/LiveProvider";

/** Says when what is shown may be some seconds old, and that it is being cared for. */
export function ConnectionNotice() {
  const { t } = useTranslation("shell");
  const down = useConnection() === "down";
  return (
    <div role="status">
      {down && (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm text-warn">
          <WifiOff aria-hidden className="size-4 shrink-0" /> {t("connectionDown")}
        </p>
      )}
    </div>
  );
}
