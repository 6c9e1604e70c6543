import { expect, test } from "vitest";

import { conceptsSearch, graphSearch, toggled, wholeLimit } from "./search";

const ID = "01a206ea-b266-76c9-a31f-98dc80a68b48";

test("an address that only says how many hops means those of the concept in focus", () => {
  expect(graphSearch({ focus: ID, hops: 2 })).toMatchObject({ focus: ID, around: ID, hops: 2 });
  expect(graphSearch({ focus: ID }).around).toBeUndefined();
});

test("what an address shouldn't say is left out", () => {
  const given = {
    focus: "<script>",
    hops: 9,
    community: [0, null, -1, "x"],
    types: ["IS_A", 3, ""],
    path_to: ID,
    read: { file: ID, start: 3 },
  };
  expect(graphSearch(given)).toEqual({
    focus: undefined,
    around: undefined,
    hops: undefined,
    most: undefined,
    path: true,
    path_from: undefined,
    path_to: ID,
    community: [0, null],
    types: ["IS_A", "3"],
    read: undefined,
  });
  expect(conceptsSearch({ sort: "colour", search: 1984 })).toMatchObject({
    sort: undefined,
    search: "1984",
  });
});

test("a click on a filter chooses it, and another leaves it", () => {
  expect(toggled(undefined, 3)).toEqual([3]);
  expect(toggled([3], null)).toEqual([3, null]);
  expect(toggled([3], 3)).toBeUndefined();
});

test("never more is drawn than can be", () => {
  expect(wholeLimit({})).toBe(10_000);
  expect(wholeLimit({ most: 300 })).toBe(300);
  expect(wholeLimit({ most: 10_000_000 })).toBe(10_000);
});
