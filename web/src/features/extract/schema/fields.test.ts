import { describe, expect, test } from "vitest";

import { fieldsOf, type Schema } from "./fields";
import { problemsAt, startValues, unplaced, withValue } from "./values";

const one = (schema: Schema, more: Schema = {}) => {
  const [field] = fieldsOf({ type: "object", properties: { some_value: schema }, ...more });
  if (field === undefined) throw new Error("no field");
  return field;
};

describe("fieldsOf", () => {
  test.each<[string, Schema, object]>([
    ["a text", { type: "string" }, { kind: "text", type: "text", long: false }],
    [
      "a long text",
      { type: "string", maxLength: 5000 },
      { kind: "text", type: "text", long: true },
    ],
    ["an address", { type: "string", format: "email" }, { kind: "text", type: "email" }],
    ["a day", { type: "string", format: "date" }, { kind: "text", type: "date" }],
    ["a secret", { type: "string", writeOnly: true }, { kind: "text", type: "password" }],
    ["a moment", { type: "string", format: "date-time" }, { kind: "moment" }],
    [
      "a whole number with limits",
      { type: "integer", minimum: 1, maximum: 9 },
      { kind: "number", integer: true, min: 1, max: 9 },
    ],
    [
      "a whole number between exclusive limits",
      { type: "integer", exclusiveMinimum: 0, exclusiveMaximum: 10 },
      { kind: "number", min: 1, max: 9 },
    ],
    [
      "a number",
      { type: "number", exclusiveMinimum: 0 },
      { kind: "number", integer: false, min: 0 },
    ],
    ["yes or no", { type: "boolean" }, { kind: "boolean" }],
    [
      "one of some",
      { type: "string", enum: ["fast_one", "slow"] },
      {
        kind: "choice",
        options: [
          { value: "fast_one", label: "Fast one" },
          { value: "slow", label: "Slow" },
        ],
      },
    ],
    ["a mailbox", { type: "string", format: "mailbox" }, { kind: "mailbox" }],
    [
      "senders of mails",
      { type: "array", items: { type: "string", format: "mail-sender" } },
      { kind: "mails", of: "sender" },
    ],
    [
      "folders of mails",
      { type: "array", items: { type: "string", format: "mail-folder" } },
      { kind: "mails", of: "folder" },
    ],
    ["several texts", { type: "array", items: { type: "string" } }, { kind: "lines" }],
    ["some of several", { type: "array", items: { enum: ["a", "b"] } }, { kind: "choices" }],
    ["a list of objects", { type: "array", items: { type: "object" } }, { kind: "json" }],
    ["anything under any name", { type: "object", additionalProperties: {} }, { kind: "json" }],
    ["a reference that was left", { $ref: "#/$defs/Tree" }, { kind: "json" }],
    ["one of two kinds", { anyOf: [{ type: "string" }, { type: "integer" }] }, { kind: "json" }],
  ])("draws %s", (_, schema, control) => {
    expect(one(schema).control).toMatchObject(control);
  });

  test.each<[Schema]>([
    [{ anyOf: [{ type: "integer", minimum: 2 }, { type: "null" }], default: null }],
    [{ type: ["integer", "null"], minimum: 2 }],
  ])("knows what may be empty: %j", (schema) => {
    const field = one(schema);
    expect(field.isNullable).toBe(true);
    expect(field.control).toMatchObject({ kind: "number", min: 2 });
  });

  test("takes what stands around a single reference", () => {
    const field = one({ allOf: [{ type: "string", enum: ["a"] }], default: "a", title: "Mode" });
    expect(field).toMatchObject({ title: "Mode", default: "a", control: { kind: "choice" } });
  });

  test("draws objects within objects", () => {
    const field = one({ type: "object", properties: { inner: { type: "boolean" } } });
    expect(field.control).toMatchObject({ kind: "group", fields: [{ name: "inner" }] });
  });

  test("takes names of people's making, and makes one of the key where there is none", () => {
    expect(one({ type: "string", title: "What to keep" }).title).toBe("What to keep");
    expect(one({ type: "string", title: "Some Value" }).title).toBe("Some value");
    expect(one({ type: "string" }).title).toBe("Some value");
  });

  test("knows what is required and what is rarely needed", () => {
    const field = one({ type: "string", advanced: true }, { required: ["some_value"] });
    expect(field).toMatchObject({ isRequired: true, isAdvanced: true });
  });
});

describe("values", () => {
  const fields = fieldsOf({
    properties: {
      most: { type: "integer", default: 300 },
      name: { type: "string" },
      inner: { type: "object", properties: { deep: { type: "boolean", default: true } } },
    },
  });

  test("begin with the defaults, and with what is given instead", () => {
    expect(startValues(fields)).toEqual({ most: 300, inner: { deep: true } });
    expect(startValues(fields, { most: 5, inner: { deep: false }, unknown: 1 })).toEqual({
      most: 5,
      inner: { deep: false },
      unknown: 1,
    });
  });

  test("leave out what is emptied", () => {
    expect(withValue({ most: 300, name: "x" }, "most", undefined)).toEqual({ name: "x" });
    expect(withValue({ most: 300 }, "most", null)).toEqual({ most: null });
  });

  test("have problems at their fields, or above the form", () => {
    const problems = [
      { field: "name.0", problem: "too short" },
      { field: "inner.deep", problem: "no" },
      { field: "inner.other", problem: "unknown" },
      { field: "config", problem: "wrong" },
    ];
    expect(problemsAt(problems, "name", false)).toEqual(["too short"]);
    expect(problemsAt(problems, "inner", true)).toEqual([]);
    expect(problemsAt(problems, "inner.deep", false)).toEqual(["no"]);
    expect(unplaced(problems, fields).map(({ field }) => field)).toEqual(["inner.other", "config"]);
  });
});
