import { expect, test } from "vitest";

import { segmentsOf, type Span, touching } from "./segments";

const span = (id: string, start: number, end: number) => ({ id, start, end });
const shown = (start: number, end: number, ...spans: (Span & { id: string })[]) =>
  segmentsOf(start, end, spans).map((segment) => [
    segment.start,
    segment.end,
    segment.spans.map(({ id }) => id).join(""),
  ]);

test("a text without spans is one segment", () => {
  expect(shown(5, 20)).toEqual([[5, 20, ""]]);
});

test("spans that overlap are cut where either begins or ends", () => {
  expect(shown(0, 50, span("a", 10, 30), span("b", 20, 40))).toEqual([
    [0, 10, ""],
    [10, 20, "a"],
    [20, 30, "ab"],
    [30, 40, "b"],
    [40, 50, ""],
  ]);
});

test("a span inside another is told after it, whatever the order in which they are given", () => {
  expect(shown(0, 30, span("in", 12, 15), span("out", 10, 20))).toEqual([
    [0, 10, ""],
    [10, 12, "out"],
    [12, 15, "outin"],
    [15, 20, "out"],
    [20, 30, ""],
  ]);
});

test("equal spans share their segment", () => {
  expect(shown(0, 9, span("a", 3, 6), span("b", 3, 6))).toEqual([
    [0, 3, ""],
    [3, 6, "ab"],
    [6, 9, ""],
  ]);
});

test("spans that only touch stay apart", () => {
  expect(shown(0, 9, span("a", 0, 4), span("b", 4, 9))).toEqual([
    [0, 4, "a"],
    [4, 9, "b"],
  ]);
});

test("what reaches over the ends is cut there, what is outside or empty is left out", () => {
  const spans = [span("a", 0, 12), span("b", 18, 99), span("c", 30, 40), span("d", 15, 15)];
  expect(shown(10, 20, ...spans)).toEqual([
    [10, 12, "a"],
    [12, 18, ""],
    [18, 20, "b"],
  ]);
});

test("segments lie end to end, and each has all that covers it", () => {
  const spans = Array.from({ length: 60 }, (_, at) =>
    span(`${at}`, (at * 37) % 200, ((at * 37) % 200) + 1 + ((at * 13) % 40)),
  );
  const segments = segmentsOf(20, 180, spans);
  expect(segments[0]?.start).toBe(20);
  expect(segments.at(-1)?.end).toBe(180);
  for (const [at, segment] of segments.entries()) {
    if (at > 0) expect(segment.start).toBe(segments[at - 1]?.end);
    const covers = spans.filter((each) => each.start <= segment.start && each.end >= segment.end);
    expect(new Set(segment.spans)).toEqual(new Set(covers));
  }
});

test("of many spans those that touch a stretch are found", () => {
  const spans = Array.from({ length: 1000 }, (_, at) => span(`${at}`, at * 10, at * 10 + 4));
  expect(touching(spans, 3, 21).map(({ start }) => start)).toEqual([0, 10, 20]);
  expect(touching(spans, 4, 10)).toEqual([]);
  expect(touching(spans, 99_000, 99_999)).toEqual([]);
});
