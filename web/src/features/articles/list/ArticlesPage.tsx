import { useParams, useSearch } from "@tanstack/react-router";
import { useRef } from "react";

import { useIsWide } from "@/features/graph/useIsWide";
import { cn } from "@/lib/cn";

import { ArticlePane, type PaneHandle } from "../pane/ArticlePane";
import { ChooseOne } from "../pane/ChooseOne";
import type { RowsHandle } from "../WindowRows";
import { ArticleFilters } from "./ArticleFilters";
import { ArticleList } from "./ArticleList";
import { useArticles } from "./useArticles";
import { useReading } from "./useReading";

const FROM = "/app/projects/$projectId/articles/";

/** The articles and, beside the list or on a phone in its place, the one that is read. */
export default function ArticlesPage() {
  const { projectId } = useParams({ from: FROM });
  const search = useSearch({ from: FROM });
  const isWide = useIsWide("64rem");
  const rows = useRef<RowsHandle>(null);
  const pane = useRef<PaneHandle>(null);
  const articles = useArticles(projectId, search);
  const { listed, way, last } = useReading(articles, search, isWide, rows);
  const subject = articles.articles[0]?.sources.find(
    ({ newsletter_id }) => newsletter_id === search.newsletter,
  )?.subject;
  const isOpen = search.article !== undefined;
  const takesAll = isOpen && !isWide;
  return (
    <div className={cn("space-y-4", takesAll && "-mt-2")}>
      {!takesAll && <ArticleFilters projectId={projectId} search={search} subject={subject} />}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)] 2xl:grid-cols-[minmax(20rem,32rem)_minmax(0,1fr)]">
        {!takesAll && (
          <ArticleList
            projectId={projectId}
            search={search}
            articles={articles}
            isWide={isWide}
            rows={rows}
            first={last}
            onAgain={() => pane.current?.focus()}
          />
        )}
        {search.article !== undefined ? (
          <ArticlePane
            handle={pane}
            articleId={search.article}
            listed={listed}
            way={way}
            isWide={isWide}
          />
        ) : (
          isWide && articles.total > 0 && <ChooseOne />
        )}
      </div>
    </div>
  );
}
