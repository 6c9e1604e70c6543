import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef } from "react";

/** What sticks to the window's head. */
export const HEAD_PIXELS = 76;

/** Keeps what is read where it is when rows come or go above it; not at the list's head, where new
 * ones are to be seen. */
export function useAnchor<T>(
  virtual: Virtualizer<Window, Element>,
  items: readonly T[],
  keyOf: (item: T) => string,
): void {
  const anchor = useRef<{ key: string; below: number } | null>(null);
  const known = useRef(items);
  useLayoutEffect(() => {
    const offset = window.scrollY + HEAD_PIXELS;
    if (known.current !== items && anchor.current !== null) {
      const { key, below } = anchor.current;
      const at = items.findIndex((item) => keyOf(item) === key);
      const start = virtual.measurementsCache[at]?.start;
      if (start !== undefined && Math.abs(start - below - offset) > 1)
        window.scrollTo({ top: start - below - HEAD_PIXELS });
    }
    known.current = items;
  }, [virtual, items, keyOf]);
  useEffect(() => {
    const note = () => {
      const offset = window.scrollY + HEAD_PIXELS;
      const isAtHead = offset <= virtual.options.scrollMargin;
      const first = virtual.getVirtualItems().find(({ end }) => end > offset);
      anchor.current =
        isAtHead || first === undefined
          ? null
          : { key: String(first.key), below: first.start - offset };
    };
    window.addEventListener("scroll", note, { passive: true });
    return () => window.removeEventListener("scroll", note);
  }, [virtual]);
}
