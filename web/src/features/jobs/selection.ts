/** The jobs that are chosen: some by their ids, or all that fit the filter, also those that aren't
 * listed yet. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly all: boolean;
  /** The row chosen last: shift chooses from here. */
  readonly anchor: number | null;
}

export const NOTHING: Selection = { ids: new Set(), all: false, anchor: null };

/** Turns one row, or with shift all rows from the anchor to it, on or off. */
export function toggled(
  selection: Selection,
  rows: readonly (string | undefined)[],
  at: number,
  range: boolean,
): Selection {
  const ids = new Set(selection.all ? rows.filter((id) => id !== undefined) : selection.ids);
  const id = rows[at];
  const on = id !== undefined && !ids.has(id);
  const [from, to] = range && selection.anchor !== null ? [selection.anchor, at] : [at, at];
  for (const each of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (each === undefined) continue;
    if (on) ids.add(each);
    else ids.delete(each);
  }
  return { ids, all: false, anchor: at };
}

export function isChosen(selection: Selection, id: string): boolean {
  return selection.all || selection.ids.has(id);
}
