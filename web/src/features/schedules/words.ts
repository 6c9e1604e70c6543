import { useTranslation } from "react-i18next";

import type { ScheduleView } from "@/api/generated";
import { formatMoment } from "@/lib/format";

import { type Rhythm, rhythmOf } from "./rhythm";

/** A Sunday: day names are told from it. */
const A_SUNDAY = Date.UTC(2023, 0, 1);

export function dayName(weekday: number, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(
    A_SUNDAY + weekday * 86_400_000,
  );
}

/** Says when a schedule fires: in the reader's words where there are some, else in the server's. */
export function useWhenWords(): (schedule: ScheduleView) => string {
  const { t, i18n } = useTranslation("schedules");
  const told = ({ kind, time, weekday, day }: Rhythm): string | undefined => {
    switch (kind) {
      case "hourly":
        return t("words.hourly", { minute: Number(time.slice(3)) });
      case "daily":
        return t("words.daily", { time });
      case "weekdays":
        return t("words.weekdays", { time });
      case "weekly":
        return t("words.weekly", { day: dayName(weekday, i18n.language), time });
      case "monthly":
        return day === 0 ? t("words.monthEnd", { time }) : t("words.monthly", { day, time });
      default:
        return undefined;
    }
  };
  return ({ cron, at, in_words }) => {
    if (at !== null) return t("words.once", { moment: formatMoment(new Date(at), i18n.language) });
    return (cron !== null && told(rhythmOf(cron))) || in_words || (cron ?? "");
  };
}
