import { useSearch } from "@tanstack/react-router";

import { useIsWide } from "@/features/graph/useIsWide";

/** Whether an article has the place of its list, as on screens that have room for one of them. */
export function useReadingOnPhone(): boolean {
  const isWide = useIsWide("64rem");
  const article = useSearch({ strict: false, select: (search) => search.article });
  return !isWide && article !== undefined;
}
