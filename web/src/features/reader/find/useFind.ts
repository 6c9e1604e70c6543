import { useDeferredValue, useMemo, useState } from "react";

import { Points } from "../text/points";
import type { Span } from "../text/segments";
import { findAll, firstFrom } from "./find";

export interface Find {
  words: string;
  matches: readonly Span[];
  /** Which of them is shown. */
  at: number | undefined;
  /** Whether the matches are still those of other words, or the text isn't all here. */
  isPending: boolean;
  /** Goes to the next or previous match, and around the end. */
  go: (step: 1 | -1) => Span | undefined;
}

const NONE: readonly Span[] = [];

/** Looks for words in a text. `from`: where one reads, to begin with what comes next. */
export function useFind(whole: string | undefined, words: string, from: () => number): Find {
  const deferred = useDeferredValue(words.trim());
  const points = useMemo(() => (whole === undefined ? undefined : new Points(whole)), [whole]);
  const matches = useMemo(
    () => (points === undefined || deferred === "" ? NONE : findAll(points, deferred)),
    [points, deferred],
  );
  const [chosen, setChosen] = useState<{ of: readonly Span[]; at: number }>();
  const at = chosen?.of === matches && matches.length > 0 ? chosen.at : undefined;
  const go = (step: 1 | -1) => {
    if (matches.length === 0) return undefined;
    const first = firstFrom(matches, from());
    const next = at === undefined ? (step === 1 ? first : first - 1) : at + step;
    const around = (next + matches.length) % matches.length;
    setChosen({ of: matches, at: around });
    return matches[around];
  };
  const isPending = words.trim() !== "" && (whole === undefined || deferred !== words.trim());
  return { words, matches, at, isPending, go };
}
