import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Target } from "./pages/useBoxes";
import { evidenceMarks, type MarkedSpan } from "./text/marks";
import { touching } from "./text/segments";
import type { ReaderState } from "./useReader";

/** "evidence 3 of 17" */
function useLabel({ evidence }: ReaderState): (at: number) => string {
  const { t } = useTranslation("reader");
  const count = evidence?.items.length ?? 0;
  return useCallback((at: number) => t("evidence.mark", { at: at + 1, count }), [t, count]);
}

/** What marks the characters from `start` to `end` of the text. */
export function useMarks(reader: ReaderState): (start: number, end: number) => MarkedSpan[] {
  const { fileId, evidence, find, place } = reader;
  const label = useLabel(reader);
  const { start: from, end: to } = place;
  const given = useMemo(() => {
    const span = from === undefined || to === undefined ? undefined : { start: from, end: to };
    const current = span && { span, at: evidence?.at };
    return evidenceMarks(evidence?.items ?? [], fileId, current, label);
  }, [evidence, fileId, from, to, label]);
  const { matches, at } = find;
  return useCallback(
    (start: number, end: number) => {
      const active = at === undefined ? undefined : matches[at];
      const found = touching(matches, start, end).map((span): MarkedSpan => {
        return { ...span, as: span === active ? "active" : "match" };
      });
      return [...given.filter((span) => span.start < end && span.end > start), ...found];
    },
    [given, matches, at],
  );
}

/** What is marked on the pages of a PDF. */
export function useTargets(reader: ReaderState): (Target & { page: number | null })[] {
  const { fileId, evidence, find, place } = reader;
  const label = useLabel(reader);
  const { start, end } = place;
  const { matches, at } = find;
  return useMemo(() => {
    const targets: (Target & { page: number | null })[] = [];
    for (const [number, item] of (evidence?.items ?? []).entries()) {
      if (item.file_id !== fileId || number === evidence?.at) continue;
      const { start, end, page } = item;
      targets.push({ as: "other", start, end, page, label: label(number) });
    }
    if (start !== undefined && end !== undefined) {
      const known = evidence?.at;
      const page = known === undefined ? null : (evidence?.items[known]?.page ?? null);
      const name = known === undefined ? "" : label(known);
      targets.push({ as: "current", start, end, page, label: name });
    }
    const active = at === undefined ? undefined : matches[at];
    if (active !== undefined) targets.push({ as: "active", ...active, page: null, label: "" });
    return targets;
  }, [fileId, evidence, start, end, matches, at, label]);
}
