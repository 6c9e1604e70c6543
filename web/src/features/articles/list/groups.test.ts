import { expect, test } from "vitest";

import type { ArticleView } from "@/api/generated";

import { byDay } from "../newsletters/days";
import { about } from "../titles";
import { grouped, groupingOf } from "./groups";

const article = (newsletter: string, received_at: string) =>
  ({
    title: "T",
    url: "https://example.org",
    received_at,
    description: null,
    sources: [{ newsletter_id: newsletter, snippet: "" }],
  }) as unknown as ArticleView;

const articles = [
  article("a", "2026-11-23T09:00:00Z"),
  article("a", "2026-11-23T09:00:00Z"),
  article("b", "2026-11-23T07:00:00Z"),
  article("c", "2026-11-20T07:00:00Z"),
];
const headed = (grouping: "day" | "newsletter" | "none") =>
  grouped(articles, grouping).map(({ heading }) => heading?.kind);

test("a heading stands where a day or a newsletter begins", () => {
  expect(headed("day")).toEqual(["day", undefined, undefined, "day"]);
  expect(headed("newsletter")).toEqual(["newsletter", undefined, "newsletter", "newsletter"]);
  expect(headed("none")).toEqual([undefined, undefined, undefined, undefined]);
});

test("an order by score has no headings", () => {
  expect(groupingOf({ sort: "score", group: "day" })).toBe("none");
  expect(groupingOf({})).toBe("day");
});

test("a day's numbers are told when all of it has come", () => {
  const newsletter = (received_at: string, count: number) =>
    ({ received_at, articles: count }) as unknown as Parameters<typeof byDay>[0][number];
  const listed = [
    newsletter("2026-11-23T09:00:00Z", 3),
    newsletter("2026-11-23T08:00:00Z", 4),
    newsletter("2026-11-20T08:00:00Z", 5),
  ];
  const [today, second, friday] = byDay(listed, false);
  expect(today?.day).toMatchObject({ newsletters: 2, articles: 7, isOpenEnded: false });
  expect(second?.day).toBeNull();
  expect(friday?.day?.isOpenEnded).toBe(true);
  expect(byDay(listed, true)[2]?.day?.isOpenEnded).toBe(false);
});

test("a line on an article doesn't say its title again", () => {
  const said = (snippet: string) =>
    about({
      ...articles[0]!, // eslint-disable-line @typescript-eslint/no-non-null-assertion
      title: "Forms that forgive",
      sources: [{ snippet }] as ArticleView["sources"],
    });
  expect(said("Forms that forgive — Ada on error messages.")).toBe("Ada on error messages.");
  expect(said("Forms that forgive.")).toBe("");
  expect(said("Ada on forms that forgive.")).toBe("Ada on forms that forgive.");
});
