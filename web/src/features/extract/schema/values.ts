import type { FormField, Values } from "./fields";

/** What a form shows at first: what is given, else the defaults. */
export function startValues(fields: readonly FormField[], given: Values = {}): Values {
  const known = fields.map((field): [string, unknown] => {
    const value = field.name in given ? given[field.name] : field.default;
    if (field.control.kind === "group" && !(field.isNullable && value == null)) {
      return [field.name, startValues(field.control.fields, asValues(value))];
    }
    return [field.name, value];
  });
  return { ...given, ...Object.fromEntries(known.filter(([, value]) => value !== undefined)) };
}

/** The same with one value changed; `undefined` leaves it out, so that the default holds. */
export function withValue(values: Values, name: string, value: unknown): Values {
  if (value !== undefined) return { ...values, [name]: value };
  const { [name]: _, ...others } = values;
  return others;
}

export function asValues(value: unknown): Values {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Values)
    : {};
}

export interface FieldProblem {
  field: string;
  problem: string;
}

/** What is wrong with a field, or, where it isn't a group of others, with anything inside of it. */
export function problemsAt(
  problems: readonly FieldProblem[],
  path: string,
  isGroup: boolean,
): string[] {
  return problems
    .filter(({ field }) => field === path || (!isGroup && field.startsWith(`${path}.`)))
    .map(({ problem }) => problem);
}

/** Problems that no field of the form stands for: they are told above it. */
export function unplaced(
  problems: readonly FieldProblem[],
  fields: readonly FormField[],
): FieldProblem[] {
  return problems.filter(({ field }) => !isPlaced(field.split("."), fields));
}

function isPlaced([name, ...rest]: string[], fields: readonly FormField[]): boolean {
  const field = fields.find((each) => each.name === name);
  if (field === undefined) return false;
  if (rest.length === 0 || field.control.kind !== "group") return true;
  return isPlaced(rest, field.control.fields);
}
