import { expect, test } from "vitest";

import { namedFiles } from "./names";

const file = (name: string, more: object = {}) => Object.assign(new File(["x"], name), more);
const names = (...files: File[]) => namedFiles(files).map(({ name }) => name);

test("a file of a chosen folder keeps the folder's part", () => {
  const inFolder = file("a.txt");
  Object.defineProperty(inFolder, "webkitRelativePath", { value: "week 1/a.txt" });
  expect(names(inFolder)).toEqual(["week 1/a.txt"]);
});

test("a file of a dropped folder does too, and a plain one is called as it is", () => {
  expect(
    names(file("a.txt", { path: "./week 1/a.txt" }), file("b.txt", { path: "./b.txt" })),
  ).toEqual(["week 1/a.txt", "b.txt"]);
});

test("what systems leave in folders for themselves stays there", () => {
  expect(names(file(".DS_Store"), file("Thumbs.db"), file("a.txt"))).toEqual(["a.txt"]);
});
