/** What the list of files shows, as the address has it. */
export interface FilesSearch {
  search?: string;
  sort?: FileSort;
  state?: ReadingState;
  locked?: boolean;
  /** The document whose versions are open. */
  versions?: string;
}

export const SORTS = ["name", "newest", "oldest", "largest", "smallest"] as const;
export type FileSort = (typeof SORTS)[number];
export const STATES = ["unread", "read", "failed"] as const;
export type ReadingState = (typeof STATES)[number];

function oneOf<T extends string>(values: readonly T[], given: unknown): T | undefined {
  return values.find((value) => value === given);
}

export function filesSearch(given: Record<string, unknown>): FilesSearch {
  return {
    search: typeof given.search === "string" && given.search !== "" ? given.search : undefined,
    sort: oneOf(SORTS, given.sort),
    state: oneOf(STATES, given.state),
    locked: given.locked === true ? true : undefined,
    versions: typeof given.versions === "string" ? given.versions : undefined,
  };
}
