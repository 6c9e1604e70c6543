import type { Span } from "./text/segments";

export type View = "text" | "pages";

/** What of a file is shown: characters [start, end) of its text. `concept`, `relationship`: whose
 * evidence previous and next go through. `find`: words that are looked for. */
export interface Place {
  start?: number;
  end?: number;
  concept?: string;
  relationship?: string;
  view?: View;
  find?: string;
}

/** Another place; in another file, if one is named. */
export type Change = Place & { file?: string };

/** Where a view has to go. */
export interface Jump extends Span {
  /** A new one for each jump, also to where one was before. */
  key: string;
  /** What is shown there: the quote, a match of the search, or just the place. */
  to: "quote" | "match" | "place";
  /** Known only for what has a page. */
  page: number | null;
  /** Whether the keyboard's focus goes there too. */
  focus: boolean;
}

/** Where one reads now: a character in the text, or a page; kept without drawing anything anew. */
export class Position {
  #at: { point: number | undefined; page: number | null } | undefined;
  readonly #listeners = new Set<() => void>();

  readonly now = () => this.#at;

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(point: number | undefined, page: number | null): void {
    if (this.#at?.point === point && this.#at?.page === page) return;
    this.#at = { point, page };
    for (const listener of this.#listeners) listener();
  }
}
