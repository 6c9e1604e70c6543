import type { Block, TextWindow } from "@/api/generated";

import { Points } from "./points";
import type { Span } from "./segments";

/** Blocks longer than this are cut at the ends of parts: the server widens a window by so much. */
const WIDER = 20_000;
const LONGEST_PIECE = 4000;

/** A block, or a part of a long one, that is shown as one element. */
export interface Piece extends Span {
  kind: Block["kind"];
  page: number | null;
  /** How deep a heading is: 1 for a title, and one more for each heading above. */
  level: number;
  text: Points;
  emphasis: readonly Span[];
}

/** The pieces of the blocks that begin between two characters; of very long blocks, what of them is
 * there. */
export function* piecesOf(window: TextWindow, from: number, to: number): Generator<Piece> {
  const text = new Points(window.text);
  for (const block of window.blocks) {
    const isCut = block.end - block.start > WIDER;
    if (!isCut && (block.start < from || block.start >= to)) continue;
    const last = isCut ? Math.min(block.end, to) : block.end;
    let start = isCut ? Math.max(block.start, from) : block.start;
    while (start < last) {
      const at = start - window.start;
      const rest = new Points(
        text.slice(at, Math.min(last, start + LONGEST_PIECE + 1) - window.start),
      );
      const end = start + pieceLength(rest);
      yield {
        kind: block.kind,
        start,
        end,
        page: block.page,
        level: block.heading_path.length + 1,
        text: new Points(text.slice(at, end - window.start)),
        emphasis: block.emphasis
          .map(([a, b]) => ({ start: a, end: b }))
          .filter((span) => span.start < end && span.end > start),
      };
      start = end;
    }
  }
}

/** How many of the characters go into one piece: up to the end of a line, of a word, or, where
 * there is none, of a character with what combines with it. */
function pieceLength(text: Points): number {
  if (text.length <= LONGEST_PIECE) return text.length;
  const beginning = text.slice(0, LONGEST_PIECE);
  const line = beginning.lastIndexOf("\n");
  const word = line > beginning.length / 2 ? line : beginning.lastIndexOf(" ");
  if (word > beginning.length / 2) return new Points(beginning.slice(0, word + 1)).length;
  for (let length = LONGEST_PIECE; length > LONGEST_PIECE - 64; length -= 1) {
    if (!/^[\p{M}\u200d]/u.test(text.slice(length, length + 1))) return length;
  }
  return LONGEST_PIECE;
}
