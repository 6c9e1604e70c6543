import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import {
  type ArticleDetail,
  type ArticlesView,
  type ArticleView,
  articlesMark,
} from "@/api/generated";
import { operationOf, refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { toast } from "@/lib/toast";

/** What a reader notes of an article; what is left out stays as it is. */
export interface Marking {
  read?: boolean;
  saved?: boolean;
}

const LISTS = ["articlesFind", "articlesFindMarked"];

type Pages = InfiniteData<ArticlesView>;

/** Marks an article, shown at once. The lists stay as they are: what was read doesn't go from under
 * the reader's eyes. */
export function useMark(): (articleId: string, marking: Marking) => void {
  const client = useQueryClient();
  const say = useErrorText();
  return useCallback(
    (articleId, marking) => {
      showMarked(client, marking, (id) => id === articleId);
      articlesMark({ path: { article_id: articleId }, body: marking })
        .then(() => marked(client))
        .catch((error: unknown) => {
          void refresh(client, ...LISTS, "articlesGet");
          toast.error(say(error));
        });
    },
    [client, say],
  );
}

/** Shows articles as marked, wherever they are shown. */
export function showMarked(
  client: QueryClient,
  marking: Marking,
  isMeant: (articleId: string) => boolean,
): void {
  const change = <A extends ArticleView>(article: A): A =>
    isMeant(article.id) ? { ...article, ...moments(marking, article) } : article;
  client.setQueriesData<Pages>({ predicate: isOf(...LISTS) }, (data) =>
    data?.pages === undefined
      ? data
      : {
          ...data,
          pages: data.pages.map((page) => ({ ...page, articles: page.articles.map(change) })),
        },
  );
  client.setQueriesData<ArticleDetail>(
    { predicate: isOf("articlesGet") },
    (article) => article && change(article),
  );
}

/** Counts are asked for again; lists when they are shown next. */
export async function marked(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ predicate: isOf(...LISTS), refetchType: "none" });
  await refresh(client, "articlesFacets");
}

function moments({ read, saved }: Marking, article: ArticleView) {
  const now = new Date().toISOString();
  const at = (is: boolean | undefined, before: string | null) =>
    is === undefined ? before : is ? (before ?? now) : null;
  return { read_at: at(read, article.read_at), saved_at: at(saved, article.saved_at) };
}

function isOf(...operations: string[]) {
  return ({ queryKey }: { queryKey: readonly unknown[] }) =>
    operations.includes(operationOf(queryKey) ?? "");
}
