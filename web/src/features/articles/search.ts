/** What the pages of a project's articles show, as their addresses have it. */

export const WHENS = ["today", "week", "custom"] as const;
export type When = (typeof WHENS)[number];
export const MARKS = ["unread", "read", "saved"] as const;
export type Marked = (typeof MARKS)[number];
export const SORTS = ["newest", "oldest", "score"] as const;
export type Sort = (typeof SORTS)[number];
export const GROUPS = ["day", "newsletter", "none"] as const;
export type Grouping = (typeof GROUPS)[number];
export const STAGES = [
  "reader",
  "mail",
  "scheme",
  "canonical",
  "embedded",
  "redirects",
  "host",
  "path",
  "score",
  "page",
  "duplicate",
] as const;
export const KINDS = [
  "article",
  "sponsor",
  "navigation",
  "social",
  "unsubscribe",
  "image",
  "other",
] as const;

/** Filters that all lists have. `since` and `until` are days ("2026-11-23"), both included. */
export interface CommonSearch {
  search?: string;
  /** An address of who sends newsletters. */
  sender?: string;
  /** The job that found it. */
  job?: string;
  when?: When;
  since?: string;
  until?: string;
}

export interface ArticlesSearch extends CommonSearch {
  site?: string;
  newsletter?: string;
  mark?: Marked;
  sort?: Sort;
  group?: Grouping;
  /** The one that is read. */
  article?: string;
}

export interface RejectedSearch extends CommonSearch {
  site?: string;
  newsletter?: string;
  stage?: string;
  rule?: string;
  kind?: string;
  /** The one whose details are open. */
  link?: string;
}

export type NewslettersSearch = CommonSearch;

type Given = Record<string, unknown>;

export function articlesSearch(given: Given): ArticlesSearch {
  return {
    ...commonSearch(given),
    site: text(given.site),
    newsletter: id(given.newsletter),
    mark: oneOf(MARKS, given.mark),
    sort: oneOf(SORTS, given.sort),
    group: oneOf(GROUPS, given.group),
    article: id(given.article),
  };
}

export function rejectedSearch(given: Given): RejectedSearch {
  return {
    ...commonSearch(given),
    site: text(given.site),
    newsletter: id(given.newsletter),
    stage: text(given.stage),
    rule: text(given.rule),
    kind: text(given.kind),
    link: id(given.link),
  };
}

export function newslettersSearch(given: Given): NewslettersSearch {
  return commonSearch(given);
}

function commonSearch(given: Given): CommonSearch {
  const [since, until] = [day(given.since), day(given.until)];
  const isCustom = since !== undefined || until !== undefined;
  return {
    search: text(given.search),
    sender: text(given.sender),
    job: id(given.job),
    when: isCustom ? "custom" : oneOf(WHENS, given.when),
    since,
    until,
  };
}

/** Whether anything narrows the list. */
export function isFiltered(search: ArticlesSearch & RejectedSearch): boolean {
  const { sort: _, group: __, article: ___, link: ____, when, ...filters } = search;
  return Object.values({ ...filters, when: when === "custom" ? undefined : when }).some(
    (value) => value !== undefined,
  );
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY = /^\d{4}-\d\d-\d\d$/;
const LONGEST = 200;

function oneOf<T extends string>(values: readonly T[], given: unknown): T | undefined {
  return values.find((value) => value === given);
}

function id(value: unknown): string | undefined {
  return typeof value === "string" && ID.test(value) ? value : undefined;
}

function day(value: unknown): string | undefined {
  const isDay = typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value));
  return isDay ? value : undefined;
}

function text(value: unknown): string | undefined {
  // words of digits only come as a number
  const words = typeof value === "number" ? String(value) : value;
  return typeof words === "string" && words !== "" ? words.slice(0, LONGEST) : undefined;
}
