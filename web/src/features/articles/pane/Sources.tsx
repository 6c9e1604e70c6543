import { useTranslation } from "react-i18next";

import type { SourceView } from "@/api/generated";
import { Time } from "@/components/time";

import { senderName } from "../senderName";
import { Snippet } from "../Snippet";
import { useFilter } from "../useListState";

/** The newsletters that link to the article, and what each says of it. */
export function Sources({ sources, count }: { sources: readonly SourceView[]; count: number }) {
  const { t } = useTranslation("articles");
  return (
    <section aria-label={t("sources.title", { count })} className="space-y-3">
      <h3 className="text-sm font-semibold">{t("sources.title", { count })}</h3>
      <ul className="space-y-3">
        {sources.map((source) => (
          <li key={source.link_id} className="rounded-lg border border-line p-4">
            <Source source={source} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Source({ source }: { source: SourceView }) {
  const { t } = useTranslation("articles");
  const filter = useFilter();
  const { subject, heading, snippet, text } = source;
  return (
    <div className="space-y-2 text-sm">
      <div className="flex items-baseline justify-between gap-3">
        <button
          type="button"
          onClick={() => filter({ newsletter: source.newsletter_id })}
          title={subject.slice(0, 1000)}
          className="line-clamp-2 text-left font-medium underline-offset-4 hover:text-accent hover:underline"
        >
          <bdi>{subject || t("noSubject")}</bdi>
        </button>
        <span className="shrink-0 text-xs text-soft">
          <Time at={source.received_at} />
        </span>
      </div>
      <p className="line-clamp-2 text-xs text-soft" title={source.sender_address.slice(0, 300)}>
        <bdi>{senderName(source).slice(0, 300)}</bdi>
        {heading !== "" && (
          <>
            {" · "}
            {t("sources.section")} <bdi className="font-medium">{heading.slice(0, 300)}</bdi>
          </>
        )}
      </p>
      {(snippet !== "" || text !== "") && (
        <p className="line-clamp-6 border-l-2 border-line pl-3 leading-relaxed text-soft">
          <Snippet snippet={snippet} text={text} />
        </p>
      )}
    </div>
  );
}
