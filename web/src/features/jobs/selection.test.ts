import { expect, test } from "vitest";

import { isChosen, NOTHING, toggled } from "./selection";

const rows = ["a", "b", "c", "d"];

test("a row is chosen, and chosen again it isn't", () => {
  const once = toggled(NOTHING, rows, 1, false);
  expect([...once.ids]).toEqual(["b"]);
  expect([...toggled(once, rows, 1, false).ids]).toEqual([]);
});

test("shift chooses all rows from the last one, in both directions", () => {
  expect([...toggled(toggled(NOTHING, rows, 1, false), rows, 3, true).ids]).toEqual([
    "b",
    "c",
    "d",
  ]);
  expect([...toggled(toggled(NOTHING, rows, 3, false), rows, 2, true).ids].sort()).toEqual([
    "c",
    "d",
  ]);
});

test("shift without a row before chooses that row", () => {
  expect([...toggled(NOTHING, rows, 2, true).ids]).toEqual(["c"]);
});

test("of all that match, taking one away leaves the others that are listed", () => {
  const rest = toggled({ ...NOTHING, all: true }, rows, 0, false);
  expect(rest.all).toBe(false);
  expect([...rest.ids]).toEqual(["b", "c", "d"]);
});

test("rows that haven't come yet aren't chosen by a range", () => {
  const chosen = toggled(
    toggled(NOTHING, ["a", undefined, "c"], 0, false),
    ["a", undefined, "c"],
    2,
    true,
  );
  expect([...chosen.ids]).toEqual(["a", "c"]);
  expect(isChosen(chosen, "b")).toBe(false);
});
