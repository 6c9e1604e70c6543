import type { TextWindow } from "@/api/generated";

import { type Piece, piecesOf } from "./pieces";
import { Points } from "./points";
import type { Span } from "./segments";

/** Characters that are fetched at once. */
export const PART = 200_000;
const LONGEST_ROW = 4000;
const MOST_PIECES = 40;

export interface BlocksRow extends Span {
  type: "blocks";
  key: string;
  /** All of one kind, if several. */
  pieces: readonly Piece[];
}

/** What is shown one under the other, and fits on a screen. */
export type Row =
  | BlocksRow
  | { type: "page"; key: string; page: number; start: number; end: number }
  | { type: "gap"; key: string; part: number; start: number; end: number };

/** Part `part` of a text: the characters from `part * PART` on, up to the next part. */
export function partsIn(characters: number): number {
  return Math.max(1, Math.ceil(characters / PART));
}

export function partAt(point: number, characters: number): number {
  return Math.min(Math.max(0, Math.floor(point / PART)), partsIn(characters) - 1);
}

const made = new WeakMap<TextWindow, readonly BlocksRow[]>();

/** The rows of one part. Each block is in the part that it begins in. */
function rowsOf(window: TextWindow, part: number): readonly BlocksRow[] {
  const known = made.get(window);
  if (known !== undefined) return known;
  const rows: BlocksRow[] = [];
  let open: Piece[] = [];
  const close = () => {
    const [first, last] = [open[0], open.at(-1)];
    if (first !== undefined && last !== undefined)
      rows.push({
        type: "blocks",
        key: `t${first.start}`,
        start: first.start,
        end: last.end,
        pieces: open,
      });
    open = [];
  };
  for (const piece of piecesOf(window, part * PART, (part + 1) * PART)) {
    const first = open[0];
    const joins =
      first !== undefined &&
      (piece.kind === "table" || piece.kind === "list_item") &&
      piece.kind === first.kind &&
      piece.page === first.page &&
      open.length < MOST_PIECES &&
      piece.end - first.start < LONGEST_ROW;
    if (!joins) close();
    open.push(piece);
  }
  close();
  made.set(window, rows);
  return rows;
}

/** All rows of a text of which some parts are there: the pages are marked where they begin, and for
 * each part that is missing stands a gap. */
export function assemble(
  windows: readonly (TextWindow | undefined)[],
  characters: number,
): readonly Row[] {
  const rows: Row[] = [];
  let page: number | null = null;
  for (const [part, window] of windows.entries()) {
    if (window === undefined) {
      const start = part * PART;
      rows.push({
        type: "gap",
        key: `g${part}`,
        part,
        start,
        end: Math.min(start + PART, characters),
      });
      continue;
    }
    for (const row of rowsOf(window, part)) {
      const next: number | null = row.pieces[0]?.page ?? null;
      if (next !== null && next !== page)
        rows.push({
          type: "page",
          key: `p${row.start}`,
          page: next,
          start: row.start,
          end: row.start,
        });
      page = next ?? page;
      rows.push(row);
    }
  }
  return rows;
}

/** The row that a character is in; of one between two rows, the next. */
export function rowAt(rows: readonly Row[], point: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.end ?? 0) <= point) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low);
}

/** The characters of part `part` alone, without what the window has beside it. */
export function partText(window: TextWindow, part: number): string {
  const from = part * PART - window.start;
  return new Points(window.text).slice(from, from + PART);
}
