import { expect, test } from "vitest";

import type { EvidenceItem } from "@/api/generated";

import { indexOf, inReadingOrder, neighbour } from "./order";

const item = (file: string, start: number, end = start + 5) =>
  ({
    id: `${file}${start}`,
    file_id: file,
    file_name: file,
    file_version: 1,
    start,
    end,
  }) as EvidenceItem;

const ITEMS = inReadingOrder([item("b 10", 7), item("b 9", 40), item("a", 30), item("b 9", 2)]);

test("evidence is read file by file, each from top to end; numbers in names count as such", () => {
  expect(ITEMS.map(({ id }) => id)).toEqual(["a30", "b 92", "b 940", "b 107"]);
});

test("next goes on to the next file, and stops at the end", () => {
  const next = (file: string, start: number, end: number) =>
    neighbour(ITEMS, { file, start, end }, 1)?.id;
  expect(next("a", 30, 35)).toBe("b 92");
  expect(next("b 9", 2, 7)).toBe("b 940");
  expect(next("b 10", 7, 12)).toBeUndefined();
});

test("previous goes back, and stops at the beginning", () => {
  expect(neighbour(ITEMS, { file: "b 9", start: 2, end: 7 }, -1)?.id).toBe("a30");
  expect(neighbour(ITEMS, { file: "a", start: 30, end: 35 }, -1)).toBeUndefined();
});

test("from a place between two, next and previous are the two", () => {
  const here = { file: "b 9", start: 20, end: 25 };
  expect(indexOf(ITEMS, here)).toBeUndefined();
  expect(neighbour(ITEMS, here, 1)?.id).toBe("b 940");
  expect(neighbour(ITEMS, here, -1)?.id).toBe("b 92");
  expect(neighbour(ITEMS, { file: "b 9", start: 90, end: 91 }, 1)?.id).toBe("b 107");
});

test("a file that was opened without a place begins with its first", () => {
  expect(neighbour(ITEMS, { file: "b 9", start: undefined, end: undefined }, 1)?.id).toBe("b 92");
  expect(neighbour(ITEMS, { file: "z", start: undefined, end: undefined }, 1)?.id).toBe("a30");
});

test("two quotes that begin at one place are told apart", () => {
  const items = inReadingOrder([item("a", 3, 9), item("a", 3, 20)]);
  expect(indexOf(items, { file: "a", start: 3, end: 20 })).toBe(1);
});
