import { useTranslation } from "react-i18next";

import { formatDuration } from "@/lib/format";
import { useLanguage } from "@/lib/language";

/** "20 sec to 2 min"; one duration when both ends look the same. */
export function DurationRange({ low, high }: { low: number; high: number }) {
  const { t } = useTranslation("progress");
  const language = useLanguage();
  const [from, to] = [low, high].map((seconds) => formatDuration(coarse(seconds), language));
  return <span>{from === to ? t("about", { from }) : t("range", { from, to })}</span>;
}

/** An estimate to the tenth of a second would claim too much. */
export function coarse(seconds: number): number {
  if (seconds < 10) return Math.ceil(seconds);
  const step = seconds < 120 ? 5 : seconds < 3600 ? 60 : 600;
  return Math.round(seconds / step) * step;
}
