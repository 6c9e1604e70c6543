import { expect, test } from "vitest";

import { Points } from "../text/points";
import { findAll, firstFrom } from "./find";

const found = (text: string, words: string) => {
  const points = new Points(text);
  return findAll(points, words).map(({ start, end }) => [start, points.slice(start, end)]);
};

test("words are found whatever their capitals", () => {
  expect(found("A Heap, a heap, HEAPS.", "heap")).toEqual([
    [2, "Heap"],
    [10, "heap"],
    [16, "HEAP"],
  ]);
});

test("places count code points, also after emoji", () => {
  expect(found("🌳🌳 tree 🌲 tree", "tree")).toEqual([
    [3, "tree"],
    [10, "tree"],
  ]);
  expect(found("a 🌲 b", "🌲")).toEqual([[2, "🌲"]]);
});

test("white space fits white space, as where a line breaks", () => {
  expect(found("priority\nqueue, priority  queue", " priority queue ")).toEqual([
    [0, "priority\nqueue"],
    [16, "priority  queue"],
  ]);
});

test("signs mean themselves", () => {
  expect(found("O(n log n) [a-z] \\d+ 50 %", "(n log")).toEqual([[1, "(n log"]]);
  for (const sign of ["[a-z]", "\\d+", "50 %"]) expect(found(`x ${sign} y`, sign)).toHaveLength(1);
  expect(found("anything", ".")).toEqual([]);
});

test("composed and decomposed letters are the same", () => {
  expect(found("une \u00e9tude", "e\u0301tude")).toHaveLength(1);
});

test("right to left is found too", () => {
  expect(found("הערימה היא עץ", "היא")).toEqual([[7, "היא"]]);
});

test("nothing is found of nothing", () => {
  expect(found("abc", "  ")).toEqual([]);
});

test("the search goes on from where one reads, and around the end", () => {
  const matches = [
    { start: 5, end: 9 },
    { start: 50, end: 54 },
  ];
  expect(firstFrom(matches, 0)).toBe(0);
  expect(firstFrom(matches, 20)).toBe(1);
  expect(firstFrom(matches, 90)).toBe(0);
});
