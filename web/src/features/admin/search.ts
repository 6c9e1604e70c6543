import type { MembershipView } from "@/api/generated";

/** What the pages of the administration show, as the address has it. */

export const RANGES = ["24h", "7d", "90d"] as const;
export type Range = (typeof RANGES)[number];

export interface OverviewSearch {
  range?: Range;
  extractor?: string;
}

export const GROUPS = ["organization", "extractor", "priority"] as const;
export type Group = (typeof GROUPS)[number];

export interface QueueSearch {
  by?: Group;
  /** Whose limits are shown: an e-mail address or id, or an organization's id. */
  user?: string;
  organization?: string;
}

export interface DeadLettersSearch {
  search?: string;
  extractor?: string;
}

export const OUTCOMES = ["completed", "failed", "cancelled"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface StorageSearch {
  /** The project whose archive is shown. */
  project?: string;
  status?: Outcome;
}

export interface PeopleSearch {
  search?: string;
  organization?: string;
  /** Who is open. */
  person?: string;
}

export type Role = MembershipView["role"];
export const ROLES = ["owner", "admin", "member"] as const satisfies readonly Role[];

type Given = Record<string, unknown>;

function oneOf<T extends string>(values: readonly T[], given: unknown): T | undefined {
  return values.find((value) => value === given);
}

function words(given: unknown): string | undefined {
  return typeof given === "string" && given !== "" ? given : undefined;
}

export const overviewSearch = (given: Given): OverviewSearch => ({
  range: oneOf(RANGES, given.range),
  extractor: words(given.extractor),
});

export const queueSearch = (given: Given): QueueSearch => ({
  by: oneOf(GROUPS, given.by),
  user: words(given.user),
  organization: words(given.organization),
});

export const deadLettersSearch = (given: Given): DeadLettersSearch => ({
  search: words(given.search),
  extractor: words(given.extractor),
});

export const storageSearch = (given: Given): StorageSearch => ({
  project: words(given.project),
  status: oneOf(OUTCOMES, given.status),
});

export const peopleSearch = (given: Given): PeopleSearch => ({
  search: words(given.search),
  organization: words(given.organization),
  person: words(given.person),
});
