import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useState } from "react";

import type { EvidenceItem } from "@/api/generated";
import { filesGetOptions } from "@/api/generated/@tanstack/react-query.gen";

import { useEvidence } from "./evidence/useEvidence";
import { useReading } from "./file/useReading";
import { useFind } from "./find/useFind";
import { type Change, type Place, Position, type View } from "./place";
import { type Entry, outlineOf } from "./text/headings";
import type { Row } from "./text/rows";
import { useText } from "./text/useText";
import { useJumps } from "./useJumps";

export type ReaderState = ReturnType<typeof useReader>;

/** All that a reader shows and does, whatever it looks like. */
export function useReader(options: {
  fileId: string;
  place: Place;
  onPlace: (change: Change) => void;
  /** Whether the keyboard's focus goes to the place that the reader opens at. */
  focusAtFirst: boolean;
}) {
  const { fileId, place, onPlace, focusAtFirst } = options;
  const query = useQuery(filesGetOptions({ path: { file_id: fileId } }));
  const file = query.data;
  const reading = useReading(file);
  const evidence = useEvidence(fileId, place);
  const current = evidence?.at === undefined ? undefined : evidence.items[evidence.at];
  const [words, setWords] = useWords(place.find, (find) => onPlace({ find }));
  const isSearched = words.trim() !== "";
  const text = useText(fileId, file?.reading.characters ?? undefined, place.start, isSearched);
  const entries = useMemo(() => outlineOf(text.rows), [text.rows]);
  const position = useMemo(() => new Position(), [fileId]); // eslint-disable-line react-hooks/exhaustive-deps -- another file is read from its beginning
  const find = useFind(text.whole, words, () => position.now()?.point ?? 0);
  const address = { file: fileId, start: place.start, end: place.end };
  const { jump, go, follow } = useJumps(address, current?.page ?? null, focusAtFirst);
  const goToMatch = (by: 1 | -1) => {
    const match = find.go(by);
    if (match !== undefined) go({ to: "match", ...match, page: null, focus: false });
  };
  const whenFound = useWhen(!find.isPending, goToMatch);
  const isPdf = file?.media_type === "application/pdf";
  // of a file that can't be read, why not
  const usual: View = reading.state === "refused" ? "text" : "pages";

  const open = (item: EvidenceItem | undefined, focus: boolean) => {
    if (item === undefined) return;
    const { file_id: other, start, end, page } = item;
    if (focus) follow({ file: other, start, end });
    const isHere = other === fileId && start === place.start && end === place.end;
    if (isHere) go({ to: "quote", start, end, page, focus });
    else onPlace({ ...(other !== fileId && { file: other }), start, end });
  };
  return {
    ...{ fileId, file, place, reading, evidence, current, text, entries, position, find, jump },
    ...{ isPdf, setWords, open },
    error: query.error,
    retry: () => void query.refetch(),
    view: isPdf ? (place.view ?? usual) : ("text" as View),
    /** To the evidence after or before what is read. */
    step: (by: 1 | -1, focus: boolean) =>
      open(by === 1 ? evidence?.next : evidence?.previous, focus),
    /** To a match of the search, as soon as they are known. */
    goToMatch: whenFound,
    goToEntry: ({ start, end, page }: Entry) => go({ to: "place", start, end, page, focus: false }),
    /** Shows the same place in the other way. */
    changeView: (view: View) => {
      const at = position.now();
      const page = at?.page ?? null;
      if (page !== null && page !== current?.page) {
        const start = at?.point ?? startOfPage(text.rows, page);
        go({ to: "place", start, end: start, page, focus: false });
      }
      onPlace({ view });
    },
  };
}

function startOfPage(rows: readonly Row[], page: number): number {
  return rows.find((row) => row.type === "page" && row.page >= page)?.start ?? 0;
}

/** `act`, now or as soon as it is possible. */
function useWhen<T>(isPossible: boolean, act: (what: T) => void): (what: T) => void {
  const [waiting, setWaiting] = useState<{ what: T }>();
  const doIt = useEffectEvent(act);
  useEffect(() => {
    if (waiting === undefined || !isPossible) return;
    doIt(waiting.what);
    setWaiting(undefined); // eslint-disable-line react-hooks/set-state-in-effect -- it is done once
  }, [waiting, isPossible]);
  return (what) => setWaiting({ what });
}

const TYPING_MILLISECONDS = 400;

/** The words that are looked for, as they are typed; the address hears of them a little later. */
function useWords(given: string | undefined, onWords: (words: string | undefined) => void) {
  const [words, setWords] = useState(given ?? "");
  const tell = useEffectEvent(onWords);
  useEffect(() => {
    const told = words === "" ? undefined : words;
    if (told === given) return;
    const timer = setTimeout(() => tell(told), TYPING_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [words, given]);
  return [words, setWords] as const;
}
