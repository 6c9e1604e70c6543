import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { eventsEvents, type EventView } from "@/api/generated";
import { eventsEventsQueryKey } from "@/api/generated/@tanstack/react-query.gen";

/** As many as the server tells at once. */
const AT_ONCE = 1000;
/** As many as a list in a browser bears; the rest is in the API. */
export const MOST_EVENTS = 20_000;

/**
 * A job's history, oldest first; of one kind, or all of it. It only grows: each time something
 * has happened, what comes after the last known event is fetched, and nothing twice.
 */
export function useEvents(jobId: string, kind?: string, enabled = true) {
  const path = { job_id: jobId };
  const events = useQuery({
    queryKey: eventsEventsQueryKey({ path, query: { kind } }),
    queryFn: async ({ client, queryKey, signal }) => {
      const known = [...(client.getQueryData<EventView[]>(queryKey) ?? [])];
      while (known.length < MOST_EVENTS) {
        const { data } = await eventsEvents({
          path,
          query: { kind, after: known.at(-1)?.seq ?? 0 },
          headers: { Accept: "application/json" },
          signal,
        });
        const more = data as EventView[];
        known.push(...more);
        if (more.length < AT_ONCE) break;
      }
      return known;
    },
    enabled,
    networkMode: "always",
    structuralSharing: false, // comparing thousands of events that can't change
    placeholderData: keepPreviousData,
  });
  return { ...events, events: events.data ?? [] };
}
