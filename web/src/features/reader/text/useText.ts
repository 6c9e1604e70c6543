import { type QueryClient, useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";

import { filesText, type TextWindow } from "@/api/generated";

import { assemble, PART, partAt, partsIn, partText, type Row } from "./rows";

/** Up to so many characters are fetched without being asked for. */
const UNASKED = 2_000_000;
/** No more are searched: a browser must hold them all. */
export const MOST_SEARCHED = 10_000_000;
const AT_ONCE = 2;

export interface FileText {
  rows: readonly Row[];
  /** How many characters it has. */
  length: number;
  /** How much of it is here, of 1. */
  share: number;
  /** All that is here from the beginning on; none as long as more of it may come. */
  whole: string | undefined;
  /** What people should know about how it was read. */
  warnings: readonly string[];
  error: unknown;
  retry: () => void;
  /** Fetches a part, or all. */
  need: (part: number | "all") => void;
}

/** A file's text, fetched part by part: what is looked at first, and of long texts only what is
 * looked at, unless all is needed. */
export function useText(
  fileId: string,
  characters: number | undefined,
  start: number | undefined,
  needsAll: boolean,
): FileText {
  const length = characters ?? 0;
  const parts = characters === undefined ? 0 : partsIn(length);
  const [asked, setAsked] = useState<{ of: string; parts: readonly (number | "all")[] }>({
    of: fileId,
    parts: [],
  });
  const wanted = useMemo(() => {
    const mine = asked.of === fileId ? asked.parts : [];
    const all = needsAll || length <= UNASKED || mine.includes("all");
    const most = Math.min(parts, partsIn(MOST_SEARCHED));
    const first = [partAt(start ?? 0, length), ...mine.filter((part) => part !== "all")];
    return [...new Set([...first, ...(all ? Array(most).keys() : [])])].filter(
      (part) => part < parts,
    );
  }, [asked, fileId, needsAll, length, parts, start]);

  const next = nextOf(useQueryClient(), fileId, wanted);
  const loaded = useQueries({
    queries: Array.from({ length: parts }, (_, part) =>
      partOptions(fileId, part, next.includes(part)),
    ),
    combine: combined,
  });
  const { windows } = loaded;
  const rows = useMemo(() => assemble(windows, length), [windows, length]);
  const whole = useMemo(() => {
    const most = Math.min(windows.length, partsIn(MOST_SEARCHED));
    const here = windows.slice(0, most);
    if (most === 0 || here.some((window) => window === undefined)) return undefined;
    return here.map((window, part) => (window ? partText(window, part) : "")).join("");
  }, [windows]);
  const need = useCallback(
    (part: number | "all") =>
      setAsked((before) => {
        const known = before.of === fileId ? before.parts : [];
        return known.includes(part) ? before : { of: fileId, parts: [part, ...known] };
      }),
    [fileId],
  );
  const here = windows.filter((window) => window !== undefined);
  return {
    ...{ rows, length, whole, need },
    share: parts === 0 ? 0 : here.length / parts,
    warnings: here[0]?.warnings ?? [],
    ...errors(loaded),
  };
}

interface Part {
  data: TextWindow | undefined;
  error: unknown;
  refetch: () => unknown;
}

function combined(results: Part[]) {
  return {
    windows: results.map(({ data }) => data),
    failed: results.filter(({ error }) => error !== null),
  };
}

function errors({ failed }: { failed: readonly Part[] }) {
  return {
    error: failed[0]?.error ?? null,
    retry: () => {
      for (const part of failed) void part.refetch();
    },
  };
}

/** The first of them that aren't here: what is looked at doesn't wait for the rest. */
function nextOf(client: QueryClient, fileId: string, wanted: readonly number[]): number[] {
  const missing = wanted.filter((part) => {
    const state = client.getQueryState(partKey(fileId, part));
    return state?.status !== "success" && state?.status !== "error";
  });
  return missing.slice(0, AT_ONCE);
}

function partKey(fileId: string, part: number) {
  return [{ _id: "readerText", fileId, part }];
}

function partOptions(fileId: string, part: number, enabled: boolean) {
  return {
    queryKey: partKey(fileId, part),
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const query = { start: part * PART, end: (part + 1) * PART };
      return (await filesText({ path: { file_id: fileId }, query, signal })).data;
    },
    enabled,
    // a file's text never changes
    staleTime: "static" as const,
    structuralSharing: false,
    gcTime: 120_000,
  };
}
