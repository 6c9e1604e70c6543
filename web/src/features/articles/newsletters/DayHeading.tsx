import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useLanguage } from "@/lib/language";

import { dayWords, useToday } from "../days";
import type { DayCounts } from "./days";

/** A day, what it brought, and the way to its articles. */
export function DayHeading({ projectId, counts }: { projectId: string; counts: DayCounts }) {
  const { t } = useTranslation("articles");
  const language = useLanguage();
  const today = useToday();
  const { day, newsletters, articles, isOpenEnded } = counts;
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 border-b border-line bg-sunken/70 px-4 py-2 text-xs text-soft">
      <h2 className="font-semibold text-text">
        <Link
          to="/projects/$projectId/articles"
          params={{ projectId }}
          search={{ when: "custom", since: day, until: day }}
          className="underline-offset-4 hover:underline"
        >
          {dayWords(day, today, language)}
        </Link>
      </h2>
      {!isOpenEnded && (
        <span>
          {t("newsletters.ofDay", { count: newsletters })}
          {" · "}
          {t("newsletters.articles", { count: articles })}
        </span>
      )}
    </div>
  );
}
