import { expect, test } from "vitest";

import type { Block, TextWindow } from "@/api/generated";

import { assemble, PART, partsIn, partText, rowAt } from "./rows";

/** A file as the server reads it: blocks with a blank line between, windows of whole blocks. */
function file(blocks: readonly (Partial<Block> & { content: string })[]) {
  const placed: Block[] = [];
  const text: string[] = [];
  for (const { content, ...block } of blocks) {
    if (text.length > 0) text.push("\n", "\n");
    const start = text.length;
    for (const character of content) text.push(character);
    placed.push({
      ...{ kind: "paragraph", page: null, heading_path: [], emphasis: [] },
      ...block,
      ...{ start, end: text.length },
    });
  }
  const window = (part: number): TextWindow => {
    const [from, to] = [part * PART, (part + 1) * PART];
    const inside = placed.filter(({ start, end }) => end > from && start < to);
    const start = Math.min(from, Math.max(inside[0]?.start ?? from, from - 20_000));
    const end = Math.max(Math.min(to, text.length), Math.min(inside.at(-1)?.end ?? 0, to + 20_000));
    return {
      text: text.slice(start, end).join(""),
      start,
      end,
      length: text.length,
      blocks: inside,
      pages: null,
      title: null,
      language: null,
      warnings: [],
    };
  };
  const windows = Array.from({ length: partsIn(text.length) }, (_, part) => window(part));
  return { text: text.join(""), length: text.length, windows };
}

const contents = (rows: ReturnType<typeof assemble>) =>
  rows.flatMap((row) =>
    row.type === "blocks" ? row.pieces.map(({ text }) => text.text) : [`(${row.key})`],
  );

test("each block is a row; rows of tables and items of lists stand together", () => {
  const { windows, length } = file([
    { content: "Heaps", kind: "title" },
    { content: "A heap is a tree 🌳." },
    { content: "one", kind: "list_item" },
    { content: "two", kind: "list_item" },
    { content: "a | b", kind: "table" },
    { content: "c | d", kind: "table" },
  ]);
  const rows = assemble(windows, length);
  expect(rows.map((row) => row.type === "blocks" && row.pieces.length)).toEqual([1, 1, 2, 2]);
  expect(contents(rows)[1]).toBe("A heap is a tree 🌳.");
});

test("pages are marked where they begin", () => {
  const { windows, length } = file([
    { content: "one", page: 1 },
    { content: "still one", page: 1 },
    { content: "two", page: 2 },
  ]);
  const pages = assemble(windows, length).map((row) => (row.type === "page" ? row.page : "·"));
  expect(pages).toEqual([1, "·", "·", 2, "·"]);
});

test("a part that is missing is a gap, and its neighbours stand where they stood", () => {
  const { windows, length } = file(
    Array.from({ length: 500 }, (_, at) => ({ content: `${at} `.repeat(300) })),
  );
  expect(windows.length).toBe(3);
  const whole = assemble(windows, length);
  const holey = assemble([windows[0], undefined, windows[2]], length);
  const gap = holey.findIndex(({ type }) => type === "gap");
  expect(holey[gap]).toMatchObject({ part: 1, start: PART, end: 2 * PART });
  expect(holey.slice(0, gap)).toEqual(whole.slice(0, gap));
  expect(holey.at(-1)).toEqual(whole.at(-1));
});

test("parts put together have every block once, also those that cross from part to part", () => {
  const blocks = Array.from({ length: 700 }, (_, at) => ({
    content: `${at}🌲`.repeat(1 + ((at * 7919) % 400)),
  }));
  const { windows, length, text } = file(blocks);
  expect(windows.length).toBeGreaterThan(2);
  const rows = assemble(windows, length);
  expect(contents(rows)).toEqual(blocks.map(({ content }) => content));
  expect(windows.map(partText).join("")).toBe(text);
});

test("a very long block comes in pieces that lose nothing", () => {
  const { windows, length, text } = file([
    { content: "x🌳 ".repeat(200_000), kind: "code" },
    { content: "end" },
  ]);
  const rows = assemble(windows, length);
  expect(`${contents(rows).slice(0, -1).join("")}\n\nend`).toBe(text);
  for (const row of rows) expect(row.end - row.start).toBeLessThanOrEqual(4000);
});

test("one endless word is cut, but not between a letter and its accent", () => {
  const { windows, length, text } = file([{ content: "e\u0301".repeat(10_000) }]);
  const pieces = contents(assemble(windows, length));
  expect(pieces.join("")).toBe(text);
  for (const piece of pieces) expect(piece.startsWith("e")).toBe(true);
});

test("the row of a character is found, also at the very ends", () => {
  const { windows, length } = file([
    { content: "Heaps", page: 1 },
    { content: "A heap is a tree.", page: 2 },
  ]);
  const rows = assemble(windows, length);
  expect(rows[rowAt(rows, 0)]).toMatchObject({ type: "blocks", start: 0 });
  expect(rows[rowAt(rows, 6)]).toMatchObject({ start: 7 });
  expect(rows[rowAt(rows, 12)]).toMatchObject({ type: "blocks", start: 7 });
  expect(rows[rowAt(rows, 9999)]).toMatchObject({ type: "blocks", start: 7 });
});
