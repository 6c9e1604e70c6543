import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

import { conceptsFind } from "@/api/generated";
import { conceptsFindInfiniteQueryKey } from "@/api/generated/@tanstack/react-query.gen";

import type { ConceptsSearch } from "../search";

const PAGE = 100;

/** What the address says of the table, and how to change it. */
export function useTableState() {
  const search = useSearch({ from: "/app/projects/$projectId/concepts" });
  const navigate = useNavigate({ from: "/projects/$projectId/concepts" });
  const set = useCallback(
    (change: Partial<ConceptsSearch>) =>
      void navigate({
        to: ".",
        search: (before) => ({ ...before, ...change }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  return { search, set };
}

export type TableState = ReturnType<typeof useTableState>;

/** The concepts that fit, page by page. */
export function useConcepts(projectId: string, { search }: TableState) {
  const path = { project_id: projectId };
  const query = {
    search: search.search ?? "",
    type: search.types,
    community: search.community,
    sort: search.sort,
    descending: search.descending,
    limit: PAGE,
  };
  return useInfiniteQuery({
    queryKey: conceptsFindInfiniteQueryKey({ path, query }),
    queryFn: async ({ pageParam: cursor, signal }) =>
      (await conceptsFind({ path, query: { ...query, cursor }, signal, throwOnError: true })).data,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}
