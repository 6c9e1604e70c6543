import { render } from "@testing-library/react";
import { expect, test } from "vitest";

import type { EvidenceItem } from "@/api/generated";

import { evidenceMarks, type MarkedSpan } from "./marks";
import { Marked } from "./Marked";
import { Points } from "./points";

const span = (as: MarkedSpan["as"], start: number, end: number, label?: string) => ({
  as,
  start,
  end,
  ...(label !== undefined && { label }),
});

function shown(text: string, start: number, ...spans: MarkedSpan[]) {
  const { container } = render(
    <p>
      <Marked text={new Points(text)} start={start} spans={spans} />
    </p>,
  );
  const all = (what: string) =>
    [...container.querySelectorAll(what)].map((element) => element.textContent);
  return { container, all };
}

test("the quote is one mark, whatever else is marked in it, and nothing of the text is lost", () => {
  const { container, all } = shown(
    "🌳 A heap 🌳 is a tree. More.",
    100,
    span("current", 102, 120, "evidence 1 of 2"),
    span("name", 104, 108),
    span("emphasis", 104, 108),
    span("match", 117, 118),
  );
  expect(all("[data-current]")).toEqual(["A heap 🌳 is a tree"]);
  expect(all("[data-name]")).toEqual(["heap"]);
  expect(container.textContent).toBe("🌳 A heap 🌳 is a tree. More.");
  expect(container.querySelector("[data-current]")).toHaveAttribute(
    "data-label",
    "evidence 1 of 2",
  );
});

test("evidence that overlaps the quote is told at its own beginning, and only there", () => {
  const { all } = shown(
    "0123456789",
    0,
    span("current", 2, 6, "evidence 1 of 2"),
    span("other", 4, 8, "evidence 2 of 2"),
  );
  expect(all("[data-current]")).toEqual(["2345"]);
  expect(all('[data-label="evidence 2 of 2"]')).toEqual(["45"]);
  expect(all("mark:not([data-current])")).toEqual(["45", "67"]);
});

test("a match that emphasis cuts is one mark", () => {
  const { all } = shown("a bold word", 0, span("active", 2, 11), span("emphasis", 2, 6));
  expect(all("[data-active]")).toEqual(["bold word"]);
  expect(all("strong")).toEqual(["bold"]);
});

test("what looks like HTML is text", () => {
  const { container } = shown("<img src=x>", 0, span("current", 0, 11));
  expect(container.querySelector("img")).toBeNull();
  expect(container.textContent).toBe("<img src=x>");
});

const item = (file: string, start: number, end: number) =>
  ({ file_id: file, start, end, name_start: start + 1, name_end: start + 3 }) as EvidenceItem;

test("only this file's evidence is marked; its number is among that of all files", () => {
  const marks = evidenceMarks(
    [item("a", 0, 9), item("b", 5, 15), item("b", 20, 30)],
    "b",
    { span: { start: 20, end: 30 }, at: 2 },
    (at) => `${at + 1}`,
  );
  expect(marks).toEqual([
    { as: "other", start: 5, end: 15, label: "2" },
    { as: "name", start: 21, end: 23 },
    { as: "current", start: 20, end: 30, label: "3" },
  ]);
});

test("words that are no evidence any more are marked all the same", () => {
  const marks = evidenceMarks([], "b", { span: { start: 2, end: 4 }, at: undefined }, String);
  expect(marks).toEqual([{ as: "current", start: 2, end: 4 }]);
});
