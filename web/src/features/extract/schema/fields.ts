/** From the JSON Schema of a config to the fields of a form. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Values = Record<string, unknown>;
export type Schema = Record<string, unknown>;

export interface Option {
  value: string | number | boolean;
  label: string;
}

/** What a value is entered with; `json`: text, for what no control of ours can show. */
export type Control =
  | { kind: "text"; type: "text" | "email" | "url" | "date" | "time" | "password"; long: boolean }
  | { kind: "moment" }
  | { kind: "number"; integer: boolean; min?: number; max?: number; step?: number }
  | { kind: "boolean" }
  | { kind: "choice"; options: Option[] }
  | { kind: "choices"; options: Option[] }
  | { kind: "lines" }
  | { kind: "mailbox" }
  | { kind: "mails"; of: "sender" | "folder" }
  | { kind: "group"; fields: FormField[] }
  | { kind: "json" };

export interface FormField {
  name: string;
  title: string;
  help: string | undefined;
  control: Control;
  isRequired: boolean;
  isNullable: boolean;
  /** Folded away at first: `"advanced": true` in the schema. */
  isAdvanced: boolean;
  default: unknown;
}

/** The fields of an object's schema, in its order. */
export function fieldsOf(schema: Schema): FormField[] {
  const properties = asObject(schema.properties) ?? {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).map(([name, property]) =>
    fieldOf(name, asObject(property) ?? {}, required.includes(name)),
  );
}

function fieldOf(name: string, given: Schema, isRequired: boolean): FormField {
  const { schema, isNullable } = withoutNull(given);
  const title = given.title ?? schema.title;
  const help = given.description ?? schema.description;
  return {
    name,
    title: typeof title === "string" && title !== generated(name) ? title : humanised(name),
    help: typeof help === "string" ? help : undefined,
    control: controlOf(schema),
    isRequired,
    isNullable,
    isAdvanced: given.advanced === true,
    default: "default" in given ? given.default : schema.default,
  };
}

/** `X | None` is written as an `anyOf`, or as a list of types. */
function withoutNull(given: Schema): { schema: Schema; isNullable: boolean } {
  const only = alternatives(given.allOf);
  if (only?.length === 1 && only[0] !== undefined)
    return withoutNull({ ...given, allOf: undefined, ...only[0] });
  const any = alternatives(given.anyOf) ?? alternatives(given.oneOf);
  if (any !== undefined) {
    const others = any.filter((each) => each.type !== "null");
    const isNullable = others.length < any.length;
    return { schema: others.length === 1 ? (others[0] ?? {}) : {}, isNullable };
  }
  if (Array.isArray(given.type)) {
    const types = given.type.filter((each) => each !== "null");
    const type: unknown = types.length === 1 ? types[0] : undefined;
    return { schema: { ...given, type }, isNullable: types.length < given.type.length };
  }
  return { schema: given, isNullable: false };
}

function controlOf(schema: Schema): Control {
  const options = optionsOf(schema);
  if (options !== undefined) return { kind: "choice", options };
  switch (schema.type) {
    case "boolean":
      return { kind: "boolean" };
    case "integer":
    case "number":
      return numberOf(schema);
    case "string":
      return textOf(schema);
    case "array":
      return arrayOf(asObject(schema.items));
    case "object":
      return asObject(schema.properties) === undefined
        ? { kind: "json" }
        : { kind: "group", fields: fieldsOf(schema) };
    default:
      return { kind: "json" };
  }
}

function numberOf(schema: Schema): Control {
  const integer = schema.type === "integer";
  const [above, below] = [asNumber(schema.exclusiveMinimum), asNumber(schema.exclusiveMaximum)];
  return {
    kind: "number",
    integer,
    // a browser has no exclusive limits; the server knows them
    min: asNumber(schema.minimum) ?? (above !== undefined && integer ? above + 1 : above),
    max: asNumber(schema.maximum) ?? (below !== undefined && integer ? below - 1 : below),
    step: asNumber(schema.multipleOf),
  };
}

const LONG_TEXT = 500;
const TYPES = new Map<unknown, "email" | "url" | "date" | "time" | "password">([
  ["email", "email"],
  ["uri", "url"],
  ["date", "date"],
  ["time", "time"],
  ["password", "password"],
]);

function textOf(schema: Schema): Control {
  if (schema.format === "date-time") return { kind: "moment" };
  if (schema.format === "mailbox") return { kind: "mailbox" };
  const type = schema.writeOnly === true ? "password" : TYPES.get(schema.format);
  const long = type === undefined && (asNumber(schema.maxLength) ?? 0) > LONG_TEXT;
  return { kind: "text", type: type ?? "text", long };
}

function arrayOf(items: Schema | undefined): Control {
  if (items === undefined) return { kind: "json" };
  const options = optionsOf(items);
  if (options !== undefined) return { kind: "choices", options };
  if (items.format === "mail-sender") return { kind: "mails", of: "sender" };
  if (items.format === "mail-folder") return { kind: "mails", of: "folder" };
  return items.type === "string" ? { kind: "lines" } : { kind: "json" };
}

function optionsOf(schema: Schema): Option[] | undefined {
  const values = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const] : [];
  const known = values.filter(isPlain);
  if (known.length === 0 || known.length < values.length) return undefined;
  return known.map((value) => ({ value, label: humanised(String(value)) }));
}

function isPlain(value: unknown): value is Option["value"] {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** "max_concepts" → "Max concepts". */
export function humanised(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The title that Pydantic makes of a name without one: "Max Concepts". */
function generated(name: string): string {
  return name.replaceAll("_", " ").replace(/\b\w/g, (letter) => letter.toUpperCase());
}

function asObject(value: unknown): Schema | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Schema)
    : undefined;
}

function asNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function alternatives(value: unknown): Schema[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map((each) => asObject(each) ?? {});
}
