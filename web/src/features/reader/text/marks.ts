import type { EvidenceItem } from "@/api/generated";

import type { Piece } from "./pieces";
import type { Segment, Span } from "./segments";

/** Characters that are shown in a way of their own. */
export interface MarkedSpan extends Span {
  as: "current" | "name" | "other" | "match" | "active" | "emphasis";
  /** What screen readers say where it begins. */
  label?: string;
}

/** What marks the characters from `start` to `end`. */
export type Marks = (start: number, end: number) => readonly MarkedSpan[];

/** What marks a piece, with what its source has set in bold or italic. */
export function spansOf(piece: Piece, marks: Marks): MarkedSpan[] {
  const emphasis = piece.emphasis.map((span) => ({ ...span, as: "emphasis" as const }));
  return [...marks(piece.start, piece.end), ...emphasis];
}

/** What marks evidence in one file: the quote that is read now with the name in it, and lightly the
 * others. `label` says which one of all it is. */
export function evidenceMarks(
  items: readonly EvidenceItem[],
  fileId: string,
  current: { span: Span; at: number | undefined } | undefined,
  label: (at: number) => string,
): MarkedSpan[] {
  const marks: MarkedSpan[] = [];
  for (const [at, item] of items.entries()) {
    if (item.file_id !== fileId) continue;
    if (at !== current?.at) {
      marks.push({ as: "other", start: item.start, end: item.end, label: label(at) });
      continue;
    }
    if (item.name_start !== null && item.name_end !== null)
      marks.push({ as: "name", start: item.name_start, end: item.name_end });
  }
  if (current !== undefined)
    marks.push({
      as: "current",
      ...current.span,
      ...(current.at !== undefined && { label: label(current.at) }),
    });
  return marks;
}

/** Segments side by side that the same span of a kind covers, or none. */
export interface Run {
  span: MarkedSpan | undefined;
  segments: Segment<MarkedSpan>[];
}

/** Puts segments together that belong to one quote, or to one match. */
export function runsOf(
  segments: readonly Segment<MarkedSpan>[],
  ...kinds: MarkedSpan["as"][]
): Run[] {
  const runs: Run[] = [];
  for (const segment of segments) {
    const span = segment.spans.find(({ as }) => kinds.includes(as));
    const last = runs.at(-1);
    if (last !== undefined && last.span === span) last.segments.push(segment);
    else runs.push({ span, segments: [segment] });
  }
  return runs;
}
