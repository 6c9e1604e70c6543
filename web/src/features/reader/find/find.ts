import type { Points } from "../text/points";
import type { Span } from "../text/segments";

/** No more matches are looked for. */
export const MOST_MATCHES = 100_000;

/** Where the words stand in the text, in order: capitals don't count, and any white space fits any
 * other. Places are in code points. */
export function findAll(text: Points, words: string): Span[] {
  const wanted = words.normalize("NFC").trim();
  if (wanted === "") return [];
  const pattern = wanted
    .split(/\s+/)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"))
    .join("\\s+");
  const edges: number[] = [];
  for (const match of text.text.matchAll(new RegExp(pattern, "giu"))) {
    edges.push(match.index, match.index + match[0].length);
    if (edges.length >= MOST_MATCHES * 2) break;
  }
  const points = text.points(edges);
  return Array.from({ length: points.length / 2 }, (_, at) => ({
    start: points[at * 2] ?? 0,
    end: points[at * 2 + 1] ?? 0,
  }));
}

/** The first match at or after a place, else the first of all. */
export function firstFrom(matches: readonly Span[], place: number): number {
  const found = matches.findIndex(({ end }) => end > place);
  return Math.max(found, 0);
}
