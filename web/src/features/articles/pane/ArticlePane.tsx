import { useQuery } from "@tanstack/react-query";
import { FileQuestion } from "lucide-react";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { ArticleDetail, ArticleView } from "@/api/generated";
import { articlesGetOptions } from "@/api/generated/@tanstack/react-query.gen";
import { isApiError } from "@/api/problem";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { SkeletonLines } from "@/components/ui/skeleton";
import { useLater } from "@/features/graph/useLater";
import { cn } from "@/lib/cn";

import { ArticleBody } from "./ArticleBody";
import { PaneBar } from "./PaneBar";
import { useArticleActions } from "./useArticleActions";

// keys held down run through many articles
const WAIT_MILLISECONDS = 120;

/** Where an article stands in its list, and the ways from there. */
export interface Way {
  previous: (() => void) | undefined;
  next: (() => void) | undefined;
  close: () => void;
  /** It is no article any more: to the next one. */
  gone: () => void;
}

export interface PaneHandle {
  focus: () => void;
}

/** One article: what it is, which newsletters it came from, and why it was kept. Beside the list; on
 * a phone in its place. */
export function ArticlePane({
  articleId,
  listed,
  way,
  isWide,
  handle,
}: {
  articleId: string;
  /** As the list has it. */
  listed: ArticleView | undefined;
  way: Way;
  isWide: boolean;
  handle: Ref<PaneHandle>;
}) {
  const { t } = useTranslation("articles");
  const pane = useRef<HTMLElement>(null);
  const asked = useLater(articleId, WAIT_MILLISECONDS);
  const detail = useQuery({
    ...articlesGetOptions({ path: { article_id: articleId } }),
    enabled: asked === articleId,
  });
  const article: ArticleView | ArticleDetail | undefined = detail.data ?? listed;
  const actions = useArticleActions(articleId, article, detail.data?.overruled ?? null, way);
  useImperativeHandle(handle, () => ({ focus: () => pane.current?.focus() }));
  useEffect(() => {
    if (isWide) pane.current?.scrollTo({ top: 0 });
    else pane.current?.scrollIntoView({ block: "start" });
  }, [articleId, isWide]);
  const isGone = isApiError(detail.error) && detail.error.status === 404;
  return (
    <section
      ref={pane}
      tabIndex={-1}
      aria-label={t("pane.label")}
      data-focus-quiet
      className={cn(
        "min-w-0 border-line bg-surface max-lg:-mx-4 max-lg:min-h-[calc(100dvh-3.5rem)] max-lg:scroll-mt-14 sm:max-lg:-mx-6",
        "lg:sticky lg:top-18 lg:max-h-[calc(100dvh-5.5rem)] lg:overflow-y-auto lg:overscroll-contain lg:rounded-xl lg:border",
      )}
    >
      <PaneBar article={article} way={way} actions={actions} isWide={isWide} />
      {isGone ? (
        <div className="p-5">
          <EmptyState icon={FileQuestion} title={t("pane.gone")}>
            {t("pane.goneHelp")}
          </EmptyState>
        </div>
      ) : article !== undefined ? (
        <ArticleBody article={article} verdicts={detail.data?.verdicts} actions={actions} />
      ) : detail.isError ? (
        <ErrorNotice error={detail.error} onRetry={() => void detail.refetch()} className="m-5" />
      ) : (
        <SkeletonLines lines={5} className="p-5" />
      )}
    </section>
  );
}
