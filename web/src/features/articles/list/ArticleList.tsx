import { type Ref, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { ErrorNotice } from "@/components/notices";
import { SkeletonLines } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";

import type { ArticlesSearch } from "../search";
import { type RowsHandle, WindowRows } from "../WindowRows";
import { ArticleRow } from "./ArticleRow";
import { GroupHeading } from "./GroupHeading";
import { grouped, groupingOf } from "./groups";
import { ListHead } from "./ListHead";
import { NoArticles } from "./NoArticles";
import type { Articles } from "./useArticles";

const ROW_PIXELS = 92;

/** The articles that fit, under headings; more are fetched as one scrolls. */
export function ArticleList({
  projectId,
  search,
  articles: { pages, filters, articles, total, more },
  isWide,
  rows,
  first,
  onAgain,
}: {
  projectId: string;
  search: ArticlesSearch;
  articles: Articles;
  isWide: boolean;
  rows: Ref<RowsHandle>;
  /** The row that the list begins with being looked at. */
  first: number;
  onAgain: () => void;
}) {
  const { t } = useTranslation("articles");
  const grouping = groupingOf(search);
  const entries = useMemo(() => grouped(articles, grouping), [articles, grouping]);
  if (pages.isPending) return <SkeletonLines lines={8} />;
  if (pages.isError)
    return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  if (articles.length === 0)
    return (
      <div className="lg:col-span-2">
        <NoArticles projectId={projectId} search={search} />
      </div>
    );
  return (
    <div
      className={cn(
        "min-w-0 overflow-clip rounded-xl border border-line bg-surface transition-opacity",
        pages.isPlaceholderData && "opacity-60",
      )}
    >
      <ListHead projectId={projectId} filters={filters} total={total} search={search} />
      <WindowRows
        label={t("title")}
        items={entries}
        keyOf={keyOf}
        total={total}
        estimate={ROW_PIXELS}
        first={first}
        onEnd={more}
        handle={rows}
      >
        {({ article, heading }) => (
          <>
            {heading !== null && <GroupHeading heading={heading} />}
            <ArticleRow
              article={article}
              isOpen={article.id === search.article}
              isWide={isWide}
              namesSender={grouping !== "newsletter"}
              onAgain={onAgain}
            />
          </>
        )}
      </WindowRows>
    </div>
  );
}

function keyOf({ article }: { article: { id: string } }): string {
  return article.id;
}
