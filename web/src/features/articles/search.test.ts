import { expect, test } from "vitest";

import { articlesSearch, isFiltered, rejectedSearch } from "./search";

const ID = "01934e6a-1234-7abc-8def-0123456789ab";

test("what an address may not say is left out", () => {
  const search = articlesSearch({
    article: "not-an-id",
    mark: "eaten",
    sort: ["newest"],
    since: "2026-13-45",
    search: { a: 1 },
    job: ID,
  });
  expect(Object.values(search).filter((value) => value !== undefined)).toEqual([ID]);
});

test("days make it a choice of days", () => {
  expect(articlesSearch({ when: "today", since: "2026-11-01" }).when).toBe("custom");
  expect(articlesSearch({ when: "week" })).toMatchObject({ when: "week", since: undefined });
});

test("digits that are looked for are words", () => {
  expect(rejectedSearch({ search: 2026 }).search).toBe("2026");
});

test("an order, a grouping or what is open narrows nothing", () => {
  expect(isFiltered({ sort: "score", group: "none", article: ID, when: "custom" })).toBe(false);
  expect(isFiltered({ when: "today" })).toBe(true);
  expect(isFiltered({ rule: "shop" })).toBe(true);
});
