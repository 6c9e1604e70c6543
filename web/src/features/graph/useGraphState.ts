import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

import { type GraphSearch, NO_PATH } from "./search";

const FROM = "/app/projects/$projectId/graph";

/** What the address says of the graph's page, and how to change it. `quietly`: without a step of its
 * own for the browser's Back. */
export function useGraphState() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: "/projects/$projectId/graph" });
  const set = useCallback(
    (change: Partial<GraphSearch>, { quietly = false } = {}) =>
      void navigate({
        to: ".",
        search: (before) => ({ ...before, ...change }),
        replace: quietly,
        resetScroll: false,
      }),
    [navigate],
  );
  /** Draws a concept with what is around it, and tells of it. */
  const goAround = useCallback(
    (id: string) =>
      set({
        focus: id,
        around: id,
        hops: 1,
        most: undefined,
        ...NO_PATH,
        read: undefined,
      }),
    [set],
  );
  return { search, set, goAround };
}

export type GraphState = ReturnType<typeof useGraphState>;
