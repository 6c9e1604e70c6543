import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { articlesFind } from "@/api/generated";
import { articlesFindInfiniteQueryKey } from "@/api/generated/@tanstack/react-query.gen";

import { received, useToday } from "../days";
import type { ArticlesSearch } from "../search";

const PAGE = 100;

/** What the API calls the filters that the address has. */
export function articleFilters(search: ArticlesSearch, today: string) {
  return {
    search: search.search,
    site: search.site,
    sender: search.sender,
    newsletter_id: search.newsletter,
    job_id: search.job,
    mark: search.mark,
    ...received(search, today),
  };
}

export type ArticleFilters = ReturnType<typeof articleFilters>;

/** The articles that fit, page by page. */
export function useArticles(projectId: string, search: ArticlesSearch) {
  const today = useToday();
  const filters = articleFilters(search, today);
  const path = { project_id: projectId };
  const query = { ...filters, sort: search.sort, limit: PAGE };
  const pages = useInfiniteQuery({
    queryKey: keyOf({ path, query }),
    queryFn: async ({ pageParam: cursor, signal }) =>
      (await articlesFind({ path, query: { ...query, cursor }, signal, throwOnError: true })).data,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: search.mark === undefined,
  });
  const { data, hasNextPage, isFetching, fetchNextPage } = pages;
  const articles = useMemo(() => data?.pages.flatMap((page) => page.articles) ?? [], [data]);
  return {
    pages,
    filters,
    articles,
    total: data?.pages[0]?.total ?? 0,
    more: () => void (hasNextPage && !isFetching && fetchNextPage()),
  };
}

export type Articles = ReturnType<typeof useArticles>;

type Key = ReturnType<typeof articlesFindInfiniteQueryKey>;

/** Lists of what is unread, or saved, go by a name of their own: marks don't refresh them, so that
 * nothing goes from under the reader's eyes. */
function keyOf(options: Parameters<typeof articlesFindInfiniteQueryKey>[0]): Key {
  const [key] = articlesFindInfiniteQueryKey(options);
  return [{ ...key, _id: options.query?.mark === undefined ? key._id : "articlesFindMarked" }];
}
