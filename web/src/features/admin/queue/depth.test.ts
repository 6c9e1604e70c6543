import { expect, test } from "vitest";

import type { OrganizationDepth } from "@/api/generated";

import { byGroup } from "./depth";

const row = (given: Partial<OrganizationDepth>): OrganizationDepth => ({
  organization_id: "a",
  organization: "Biology",
  extractor: "concepts",
  priority: "normal",
  waiting: 0,
  running: 0,
  oldest_seconds: null,
  ...given,
});

test("rows of one kind are added up, the fullest kind stands first", () => {
  const rows = [
    row({ waiting: 2, running: 1, oldest_seconds: 10 }),
    row({ waiting: 1, priority: "low", oldest_seconds: 40 }),
    row({ organization_id: "b", organization: "Biology", waiting: 9 }),
  ];
  expect(byGroup(rows, "organization")).toEqual([
    { key: "b", name: "Biology", waiting: 9, running: 0, oldest: null },
    { key: "a", name: "Biology", waiting: 3, running: 1, oldest: 40 },
  ]);
  expect(byGroup(rows, "priority").map(({ key, waiting }) => [key, waiting])).toEqual([
    ["normal", 11],
    ["low", 1],
  ]);
});
