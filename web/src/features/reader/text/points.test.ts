import { describe, expect, test } from "vitest";

import { Points } from "./points";

/** As Python slices. */
const slice = (text: string, start: number, end: number) =>
  Array.from(text).slice(start, end).join("");

const TEXTS = {
  plain: "A heap is a tree.",
  emoji: "a 🌳 is a tree 🌲🌲, 👩‍👩‍👧 too",
  "astral letters": "𝔸 heap 𝒶𝓃𝒹 𐍈",
  "right to left": "הערימה היא עץ بنية البيانات",
  combining: "e\u0301tude, n\u0303, Z̷a̷l̷g̷o̷",
  empty: "",
};

describe.each(Object.entries(TEXTS))("offsets in a text with %s", (_, text) => {
  const points = new Points(text);

  test("count code points", () => {
    expect(points.length).toBe(Array.from(text).length);
  });

  test("cut where the server cuts", () => {
    for (let start = 0; start <= points.length; start += 1)
      for (let end = start; end <= points.length; end += 1)
        expect(points.slice(start, end)).toBe(slice(text, start, end));
  });

  test("lead there and back", () => {
    const all = Array.from({ length: points.length + 1 }, (_each, point) => point);
    expect(points.points(all.map((point) => points.index(point)))).toEqual(all);
  });
});

test("offsets far into a long text with emoji are true", () => {
  const text = "🌳 tree ".repeat(5000);
  const points = new Points(text);
  expect(points.length).toBe(35_000);
  for (const start of [0, 1023, 1024, 1025, 20_480, 34_993])
    expect(points.slice(start, start + 7)).toBe(slice(text, start, start + 7));
});

test("what is outside of the text is its nearer end", () => {
  const points = new Points("🌳x");
  expect(points.slice(-5, 99)).toBe("🌳x");
  expect(points.slice(2, 99)).toBe("");
});
