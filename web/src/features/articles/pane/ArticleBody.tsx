import { useTranslation } from "react-i18next";

import type { ArticleView, VerdictNote } from "@/api/generated";
import { CopyButton } from "@/components/copy-button";
import { Time } from "@/components/time";

import { Day } from "../Day";
import { articleTitle } from "../titles";
import { readable, webAddress } from "../urls";
import { useFilter } from "../useListState";
import { Sources } from "./Sources";
import type { ArticleActions } from "./useArticleActions";
import { Why } from "./Why";

const WORDS_A_MINUTE = 220;
const LONGEST = 5000;

/** What is known of an article without opening it. */
export function ArticleBody({
  article,
  verdicts,
  actions,
}: {
  article: ArticleView;
  /** Of the first newsletter's link; none while they are on their way. */
  verdicts: readonly VerdictNote[] | undefined;
  actions: ArticleActions;
}) {
  const { t } = useTranslation("articles");
  const filter = useFilter();
  const title = articleTitle(article);
  return (
    <div className="max-w-[46rem] space-y-7 px-5 py-6 sm:px-7">
      <header className="space-y-2.5">
        <p className="flex flex-wrap items-center gap-x-2 text-sm text-soft">
          <button
            type="button"
            className="max-w-full truncate font-medium text-accent underline-offset-4 hover:underline"
            title={t("pane.ofSite")}
            onClick={() => filter({ site: article.site })}
          >
            <bdi>{article.site}</bdi>
          </button>
          {article.published_at !== null && (
            <>
              <span aria-hidden>·</span>
              <Day at={article.published_at} />
            </>
          )}
        </p>
        <h2
          className="line-clamp-6 text-2xl leading-tight font-semibold tracking-tight text-balance"
          title={title.slice(0, 1000)}
        >
          <bdi>{title}</bdi>
        </h2>
        <p className="flex flex-wrap items-center gap-x-2 text-xs text-soft">
          {article.words !== null && article.words > 0 && (
            <>
              <span>
                {t("pane.minutes", {
                  count: Math.max(1, Math.round(article.words / WORDS_A_MINUTE)),
                })}
              </span>
              <span>({t("pane.words", { count: article.words })})</span>
              <span aria-hidden>·</span>
            </>
          )}
          <span>
            {t("pane.received")} <Time at={article.received_at} />
          </span>
        </p>
      </header>
      {article.description !== null && article.description !== "" && (
        <p className="line-clamp-[12] text-[0.9375rem] leading-relaxed whitespace-pre-line">
          <bdi>{article.description.slice(0, LONGEST)}</bdi>
        </p>
      )}
      <Address url={article.url} />
      <Sources sources={article.sources} count={article.source_count} />
      <Why verdicts={verdicts} site={article.site} actions={actions} />
    </div>
  );
}

/** Where it stands on the web; what is no address of the web can be read, not opened. */
function Address({ url }: { url: string }) {
  const { t } = useTranslation("articles");
  const isWeb = webAddress(url) !== undefined;
  return (
    <div className="flex items-center gap-1 rounded-lg bg-sunken py-1 pr-1 pl-3 text-xs text-soft">
      <bdi className="min-w-0 flex-1 truncate" title={url.slice(0, 2000)}>
        {isWeb ? readable(url) : url.slice(0, 2000)}
      </bdi>
      <CopyButton text={url} label={t("pane.copy")} />
    </div>
  );
}
