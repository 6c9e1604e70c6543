import { PasswordException, type PDFDocumentProxy } from "pdfjs-dist";
import { useCallback, useEffect, useState } from "react";

import { isApiError } from "@/api/problem";

import { fileBytes } from "./bytes";
import { openPdf } from "./pdf";

/** Larger files are fetched when that is asked for. */
const UNASKED_BYTES = 50_000_000;

export type Pdf =
  | { state: "asking" }
  | { state: "loading"; share: number }
  | { state: "ready"; pdf: PDFDocumentProxy }
  | { state: "unreachable"; error: unknown }
  | { state: "unshowable"; why: "password" | "broken" };

/** The PDF as pdf.js opens it. `load` fetches a large one, and tries again after an error. */
export function usePdf(file: { id: string; size: number }): Pdf & { load: () => void } {
  const { id, size } = file;
  const [tries, setTries] = useState(size > UNASKED_BYTES ? 0 : 1);
  const [pdf, setPdf] = useState<Pdf>(
    tries === 0 ? { state: "asking" } : { state: "loading", share: 0 },
  );
  useEffect(() => {
    if (tries === 0) return;
    const stopped = new AbortController();
    let task: ReturnType<typeof openPdf> | undefined;
    const show = (next: Pdf) => {
      if (!stopped.signal.aborted) setPdf(next);
    };
    const open = async () => {
      const told = (share: number) => show({ state: "loading", share });
      const bytes = await fileBytes({ id, size }, told, stopped.signal);
      if (stopped.signal.aborted) return;
      task = openPdf(bytes);
      show({ state: "ready", pdf: await task.promise });
    };
    open().catch((error: unknown) => show(failure(error)));
    return () => {
      stopped.abort();
      void task?.destroy();
    };
  }, [id, size, tries]);
  const load = useCallback(() => {
    setPdf({ state: "loading", share: 0 });
    setTries((before) => before + 1);
  }, []);
  return { ...pdf, load };
}

function failure(error: unknown): Pdf {
  if (isApiError(error)) return { state: "unreachable", error };
  return {
    state: "unshowable",
    why: error instanceof PasswordException ? "password" : "broken",
  };
}
