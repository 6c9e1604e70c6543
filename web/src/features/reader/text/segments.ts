/** Characters [start, end) of a file's text, in code points. */
export interface Span {
  start: number;
  end: number;
}

/** A run of characters that all the same spans cover. */
export interface Segment<S extends Span> extends Span {
  spans: readonly S[];
}

/**
 * Cuts [start, end) wherever a span begins or ends, so that spans which overlap can be shown each
 * as it is. The segments lie end to end; a segment's spans are in the order in which they begin.
 */
export function segmentsOf<S extends Span>(
  start: number,
  end: number,
  spans: readonly S[],
): Segment<S>[] {
  const inside = spans
    .filter((span) => span.start < end && span.end > start && span.start < span.end)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const cuts = new Set([start, end]);
  for (const span of inside) {
    if (span.start > start) cuts.add(span.start);
    if (span.end < end) cuts.add(span.end);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const segments: Segment<S>[] = [];
  let open: S[] = [];
  let next = 0;
  for (let at = 0; at + 1 < edges.length; at += 1) {
    const [from, to] = [edges[at] ?? start, edges[at + 1] ?? end];
    open = open.filter((span) => span.end > from);
    for (; next < inside.length; next += 1) {
      const span = inside[next];
      if (span === undefined || span.start > from) break;
      open.push(span);
    }
    segments.push({ start: from, end: to, spans: [...open] });
  }
  return segments;
}

/** Those of many spans, in order and apart from each other, that touch [start, end). */
export function touching<S extends Span>(sorted: readonly S[], start: number, end: number): S[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const found: S[] = [];
  for (let at = low; at < sorted.length; at += 1) {
    const span = sorted[at];
    if (span === undefined || span.start >= end) break;
    found.push(span);
  }
  return found;
}
