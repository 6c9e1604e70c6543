import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { JobLine } from "@/api/generated";
import { extractionListsCountsOptions } from "@/api/generated/@tanstack/react-query.gen";

import type { Filter } from "./filter";
import type { Before } from "./usePages";

/**
 * Keeps a list still while somebody uses it: new jobs aren't pushed in under the reader's eyes, but
 * counted, until the reader is back at the head or asks for them.
 *
 * `head`: the newest job listed. Returns the bound of the list, and how many came since.
 */
export function useFrozen(filter: Filter, head: JobLine | undefined, inUse: boolean) {
  const [before, setBefore] = useState<Before>(undefined);
  const since = inUse ? (before ?? (head && justAfter(head.created_at))) : undefined;
  // adjusted while rendering, as React advises: the list is frozen where it is now
  if (since !== before) setBefore(since);
  const { data } = useQuery({
    ...extractionListsCountsOptions({ query: { ...filter, created_after: since } }),
    enabled: since !== undefined,
  });
  const fresh = since === undefined ? 0 : (data?.total.jobs ?? 0);
  return { before: since, fresh };
}

/** The next millisecond: times of the server have more digits than dates here. */
function justAfter(time: string): string {
  return new Date(new Date(time).getTime() + 1).toISOString();
}
