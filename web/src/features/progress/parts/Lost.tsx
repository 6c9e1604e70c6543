import { WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Time } from "@/components/time";

/** The server can't be reached: what is shown is from then. */
export function Lost({ toldAt }: { toldAt: number }) {
  const { t } = useTranslation("progress");
  return (
    <div className="flex gap-3 rounded-lg bg-warn-soft p-3 text-sm text-warn">
      <WifiOff aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p>
        <span role="alert">{t("lost")}</span> <Time at={new Date(toldAt).toISOString()} />
      </p>
    </div>
  );
}
