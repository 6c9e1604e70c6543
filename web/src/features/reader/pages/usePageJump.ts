import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useRef } from "react";

import type { Jump } from "../place";
import { flash, settle } from "../settle";

/** Brings a page to the screen, and on it the boxes of what the jump is to. */
export function usePageJump({
  virtual,
  scroller,
  jump,
  page,
  isPlaced,
  isPending,
}: {
  virtual: Virtualizer<HTMLDivElement, Element>;
  scroller: RefObject<HTMLDivElement | null>;
  jump: Jump | undefined;
  /** None: nobody knows, or not yet. */
  page: number | undefined;
  /** Whether there are boxes to be shown. */
  isPlaced: boolean;
  isPending: boolean;
}) {
  const done = useRef<string>(undefined);
  useEffect(() => {
    const element = scroller.current;
    if (jump === undefined || page === undefined || element === null) return;
    if (done.current === jump.key) return;
    const boxes = `[data-${jump.to === "match" ? "active" : "current"}]`;
    const hasBoxes = jump.to !== "place" && (isPlaced || isPending);
    return settle({
      scroller: element,
      find: () =>
        element.querySelector(
          hasBoxes ? `[data-page="${page}"] ${boxes}` : `[data-page="${page}"]`,
        ),
      approach: () => {
        const offset = virtual.getOffsetForIndex(page - 1, "start")?.[0];
        const isHere = element.querySelector(`[data-page="${page}"]`) !== null;
        if (offset !== undefined && !isHere) element.scrollTo(element.scrollLeft, offset);
      },
      arrive: (found) => {
        if (found !== null || !isPending) done.current = jump.key;
        if (found === null || !hasBoxes) return;
        if (jump.to === "quote") flash(element.querySelectorAll(boxes));
        if (jump.focus) found.focus({ preventScroll: true });
      },
    });
  }, [jump, page, isPlaced, isPending, virtual, scroller]);
}
