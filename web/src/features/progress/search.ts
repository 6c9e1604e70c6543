export const TABS = [
  "timeline",
  "items",
  "attempts",
  "log",
  "settings",
  "files",
  "results",
] as const;
export type JobTab = (typeof TABS)[number];
export const ITEM_STATES = ["failed", "running", "pending", "succeeded"] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** What a job's page shows, as the address has it. */
export interface JobPageSearch {
  tab?: JobTab;
  items?: ItemState;
  search?: string;
}

function among<T extends string>(known: readonly T[], value: unknown): T | undefined {
  return known.find((each) => each === value);
}

export function jobPageSearch(given: Record<string, unknown>): JobPageSearch {
  return {
    tab: among(TABS, given.tab),
    items: among(ITEM_STATES, given.items),
    search: typeof given.search === "string" && given.search !== "" ? given.search : undefined,
  };
}
