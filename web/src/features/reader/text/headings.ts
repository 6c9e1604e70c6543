import type { Row } from "./rows";
import type { Span } from "./segments";

/** A heading of the text. */
export interface Entry extends Span {
  /** 1 is the outermost that the text has. */
  level: number;
  text: string;
  page: number | null;
}

/** No more headings are listed. */
export const MOST_ENTRIES = 1500;

/** The headings of what is here of a text. */
export function outlineOf(rows: readonly Row[]): Entry[] {
  const entries: Entry[] = [];
  for (const row of rows) {
    if (row.type !== "blocks") continue;
    for (const { kind, start, end, level, text, page } of row.pieces)
      if (kind === "title" || kind === "heading")
        entries.push({ start, end, level, text: text.text.slice(0, 300), page });
    if (entries.length >= MOST_ENTRIES) break;
  }
  const least = Math.min(...entries.map(({ level }) => level));
  return entries.map((entry) => ({ ...entry, level: entry.level - least + 1 }));
}

/** Under which heading a character stands. */
export function entryAt(entries: readonly Entry[], point: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.start ?? 0) <= point) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
