import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { newsletterMessagesFind } from "@/api/generated";
import { newsletterMessagesFindInfiniteQueryKey } from "@/api/generated/@tanstack/react-query.gen";

import { received, useToday } from "../days";
import type { NewslettersSearch } from "../search";

const PAGE = 100;

/** The newsletters that fit, the newest first, page by page. */
export function useNewsletters(projectId: string, search: NewslettersSearch) {
  const today = useToday();
  const path = { project_id: projectId };
  const query = {
    search: search.search,
    sender: search.sender,
    job_id: search.job,
    ...received(search, today),
    limit: PAGE,
  };
  const pages = useInfiniteQuery({
    queryKey: newsletterMessagesFindInfiniteQueryKey({ path, query }),
    queryFn: async ({ pageParam: cursor, signal }) =>
      (
        await newsletterMessagesFind({
          path,
          query: { ...query, cursor },
          signal,
          throwOnError: true,
        })
      ).data,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetching, fetchNextPage } = pages;
  const newsletters = useMemo(() => data?.pages.flatMap((page) => page.newsletters) ?? [], [data]);
  return {
    pages,
    newsletters,
    total: data?.pages[0]?.total ?? 0,
    isAll: !hasNextPage,
    more: () => void (hasNextPage && !isFetching && fetchNextPage()),
  };
}
