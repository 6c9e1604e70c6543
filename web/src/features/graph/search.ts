/** What the graph's pages show, as their addresses have it. */

/** Words of a file that are read beside the graph: characters [start, end) of its text. */
export interface Reading {
  file: string;
  start: number;
  end: number;
}

export type Hops = 1 | 2 | 3;

export interface GraphSearch {
  /** The concept that the panel tells of. */
  focus?: string;
  /** The concept whose neighbourhood is drawn; none: the whole graph, or its most central part. */
  around?: string;
  hops?: Hops;
  /** How many concepts of the neighbourhood, or of the graph, are drawn. */
  most?: number;
  /** Ways from one concept to another are looked for; the ends may still be missing. */
  path?: true;
  path_from?: string;
  path_to?: string;
  /** Only these communities; null stands for what is of none. */
  community?: (number | null)[];
  /** Only relationships of these types. */
  types?: string[];
  read?: Reading;
}

export const SORTS = ["relevance", "centrality", "name", "mentions", "files"] as const;
export type Sort = (typeof SORTS)[number];

export interface ConceptsSearch {
  search?: string;
  sort?: Sort;
  descending?: boolean;
  types?: string[];
  community?: number[];
  focus?: string;
  read?: Reading;
}

type Given = Record<string, unknown>;

/** Where only `hops` is given, they are those of the concept in focus. */
export function graphSearch(given: Given): GraphSearch {
  const focus = id(given.focus);
  const [from, to] = [id(given.path_from), id(given.path_to)];
  const hops = given.hops === 1 || given.hops === 2 || given.hops === 3 ? given.hops : undefined;
  return {
    focus,
    around: id(given.around) ?? (hops === undefined ? undefined : focus),
    hops,
    most: whole(given.most),
    path: given.path === true || from !== undefined || to !== undefined ? true : undefined,
    path_from: from,
    path_to: to,
    community: some(given.community, (each) => (each === null ? null : whole(each))),
    types: some(given.types, text),
    read: reading(given.read),
  };
}

export function conceptsSearch(given: Given): ConceptsSearch {
  return {
    search: text(given.search),
    sort: SORTS.find((sort) => sort === given.sort),
    descending: typeof given.descending === "boolean" ? given.descending : undefined,
    types: some(given.types, text),
    community: some(given.community, whole),
    focus: id(given.focus),
    read: reading(given.read),
  };
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function id(value: unknown): string | undefined {
  return typeof value === "string" && ID.test(value) ? value : undefined;
}

function text(value: unknown): string | undefined {
  // a search of digits only comes as a number
  const words = typeof value === "number" ? String(value) : value;
  return typeof words === "string" && words !== "" ? words.slice(0, 200) : undefined;
}

function whole(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function some<T>(value: unknown, read: (each: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.map(read).filter((each) => each !== undefined);
  return found.length === 0 ? undefined : found;
}

function reading(value: unknown): Reading | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { file, start, end } = value as Given;
  const [where, from, to] = [id(file), whole(start), whole(end)];
  if (where === undefined || from === undefined || to === undefined) return undefined;
  return { file: where, start: from, end: to };
}

/** The most that is ever drawn of a graph. */
export const MOST_DRAWN = 10_000;

export function wholeLimit({ most }: GraphSearch): number {
  return Math.min(Math.max(1, most ?? MOST_DRAWN), MOST_DRAWN);
}

export const NO_PATH = { path: undefined, path_from: undefined, path_to: undefined } as const;

/** A list with the value in it, or without it if it was: what a click on a filter does. */
export function toggled<T>(list: readonly T[] | undefined, value: T): T[] | undefined {
  const without = (list ?? []).filter((each) => each !== value);
  const next = without.length === (list ?? []).length ? [...without, value] : without;
  return next.length === 0 ? undefined : next;
}
