import { expect, test } from "vitest";

import { de } from "./de";
import { en } from "./en";

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text === "string") found.set(path + key, text);
    else for (const [inner, value] of flat(text, `${path}${key}.`)) found.set(inner, value);
  }
  return found;
}

const placeholders = (text: string) =>
  [...text.matchAll(/{{(\w+)/g)].map((match) => match[1]).sort();

test("German has every text that English has, and no other", () => {
  expect([...flat(de).keys()].sort()).toEqual([...flat(en).keys()].sort());
});

test("a translation has the same placeholders", () => {
  const german = flat(de);
  for (const [key, text] of flat(en)) {
    // "one" may leave the number out
    if (key.endsWith("_one")) continue;
    expect(placeholders(german.get(key) ?? ""), key).toEqual(placeholders(text));
  }
});

test("no text is empty", () => {
  for (const [key, text] of [...flat(en), ...flat(de)]) expect(text.trim(), key).not.toBe("");
});
