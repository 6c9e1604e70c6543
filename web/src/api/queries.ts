import { QueryClient } from "@tanstack/react-query";

import { isApiError } from "@/api/problem";

const TRIES = 3;

/** Whether asking again may help: the server wasn't reached, or said that it couldn't just now. */
export function isPassing(error: unknown): boolean {
  return isApiError(error) && (error.status === 0 || error.status === 429 || error.status >= 500);
}

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // changes are told by the event stream; this is for what it can't tell
        staleTime: 30_000,
        retry: (failures, error) => failures < TRIES && isPassing(error),
        // the server may be on this very machine, which is offline
        networkMode: "always",
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** The operation that a query's key was made of: "jobsGet". */
export function operationOf(key: readonly unknown[]): string | undefined {
  const first = key[0];
  return typeof first === "object" &&
    first !== null &&
    "_id" in first &&
    typeof first._id === "string"
    ? first._id
    : undefined;
}

/** Marks all queries of these operations as stale; those on screen are fetched again. */
export function refresh(client: QueryClient, ...operations: string[]): Promise<void> {
  return client.invalidateQueries({
    predicate: (query) => operations.includes(operationOf(query.queryKey) ?? ""),
  });
}
