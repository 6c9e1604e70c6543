import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";

import type { ArticlesSearch, RejectedSearch } from "./search";

type Change = ArticlesSearch & RejectedSearch;

/**
 * Changes what a list shows, which its address holds. What was open isn't any more when the filters
 * change. `quietly`: without a step of its own for the browser's Back.
 */
export function useFilter(): (change: Change, options?: { quietly?: boolean }) => void {
  const navigate = useNavigate();
  return useCallback(
    (change, { quietly = false } = {}) =>
      void navigate({
        to: ".",
        search: (before) => ({ ...before, article: undefined, link: undefined, ...change }),
        replace: quietly,
        resetScroll: false,
      }),
    [navigate],
  );
}
