import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { newsletterLinksFindRejected } from "@/api/generated";
import { newsletterLinksFindRejectedInfiniteQueryKey } from "@/api/generated/@tanstack/react-query.gen";

import { received, useToday } from "../days";
import type { RejectedSearch } from "../search";

const PAGE = 100;

/** The rejected links that fit, page by page. */
export function useRejected(projectId: string, search: RejectedSearch) {
  const today = useToday();
  const path = { project_id: projectId };
  const query = {
    search: search.search,
    site: search.site,
    stage: search.stage,
    rule: search.rule,
    kind: search.kind,
    sender: search.sender,
    newsletter_id: search.newsletter,
    job_id: search.job,
    ...received(search, today),
    limit: PAGE,
  };
  const pages = useInfiniteQuery({
    queryKey: newsletterLinksFindRejectedInfiniteQueryKey({ path, query }),
    queryFn: async ({ pageParam: cursor, signal }) =>
      (
        await newsletterLinksFindRejected({
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
  const links = useMemo(() => data?.pages.flatMap((page) => page.links) ?? [], [data]);
  return {
    pages,
    links,
    total: data?.pages[0]?.total ?? 0,
    more: () => void (hasNextPage && !isFetching && fetchNextPage()),
  };
}
