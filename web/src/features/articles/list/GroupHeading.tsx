import { useTranslation } from "react-i18next";

import { Time } from "@/components/time";
import { useLanguage } from "@/lib/language";

import { dayWords, useToday } from "../days";
import { senderName } from "../senderName";
import { useFilter } from "../useListState";
import type { Heading } from "./groups";

/** What the articles below have in common: their day, or their newsletter. */
export function GroupHeading({ heading }: { heading: Heading }) {
  return (
    <div className="border-b border-line bg-sunken/70 px-4 py-2">
      {heading.kind === "day" ? <DayHeading day={heading.day} /> : <Newsletter {...heading} />}
    </div>
  );
}

function DayHeading({ day }: { day: string }) {
  const language = useLanguage();
  const today = useToday();
  return <h3 className="text-xs font-semibold text-soft">{dayWords(day, today, language)}</h3>;
}

function Newsletter({ source }: Extract<Heading, { kind: "newsletter" }>) {
  const { t } = useTranslation("articles");
  const filter = useFilter();
  if (source === undefined) return <h3 className="text-xs text-soft">{t("noNewsletter")}</h3>;
  return (
    <div className="flex items-baseline gap-x-3 text-xs text-soft">
      <h3 className="min-w-0 flex-1 truncate">
        <button
          type="button"
          onClick={() => filter({ newsletter: source.newsletter_id })}
          title={source.subject.slice(0, 300)}
          className="max-w-full truncate align-bottom font-semibold text-text hover:underline"
        >
          <bdi>{source.subject || t("noSubject")}</bdi>
        </button>{" "}
        <bdi>{senderName(source)}</bdi>
      </h3>
      <Time at={source.received_at} />
    </div>
  );
}
