import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef } from "react";

import type { Jump, Position } from "../place";
import { flash, settle } from "../settle";
import { type Row, rowAt } from "./rows";

type Rows = Virtualizer<HTMLDivElement, Element>;
type Scroller = RefObject<HTMLDivElement | null>;

/** Of the parts that aren't here the one that is on the screen, or will soon be. */
export function nearestGap(virtual: Rows, rows: readonly Row[]): number | undefined {
  const height = virtual.scrollRect?.height ?? 0;
  const middle = (virtual.scrollOffset ?? 0) + height / 2;
  let nearest: { part: number; away: number } | undefined;
  for (const { index, start, end } of virtual.getVirtualItems()) {
    const row = rows[index];
    if (row?.type !== "gap") continue;
    const away = Math.max(start - middle, middle - end, 0);
    if (away < 2 * height && away < (nearest?.away ?? Infinity)) nearest = { part: row.part, away };
  }
  return nearest?.part;
}

/** Where one reads: a row that is on the screen, by a character in it, and how far below the top. */
interface Anchor {
  point: number;
  above: number;
}

/** Tells where one reads; goes to what is jumped to; and stays there when parts of the text come in
 * above. */
export function useTextScroll(options: {
  virtual: Rows;
  scroller: Scroller;
  rows: readonly Row[];
  jump: Jump | undefined;
  position: Position;
}) {
  const { virtual, scroller, rows, jump, position } = options;
  const anchor = useRef<Anchor>(undefined);
  const shown = useRef(rows);
  const done = useRef<string>(undefined);
  const holding = useRef(false);

  const remember = useEffectEvent(() => {
    const element = scroller.current;
    if (holding.current || element === null) return;
    const first = virtual.getVirtualItems().find((item) => item.end > element.scrollTop + 1);
    const row = rows[first?.index ?? 0];
    if (row !== undefined) position.set(row.start, pageOf(row));
    anchor.current = anchorAt(virtual, rows, element);
  });
  useEffect(() => {
    const element = scroller.current;
    const listen = () => remember();
    listen();
    element?.addEventListener("scroll", listen, { passive: true });
    return () => element?.removeEventListener("scroll", listen);
  }, [scroller]);

  useLayoutEffect(() => {
    const [element, held] = [scroller.current, anchor.current];
    if (shown.current === rows) return;
    shown.current = rows;
    const isJumping = jump !== undefined && done.current !== jump.key;
    if (element === null || held === undefined || isJumping || element.scrollTop === 0) return;
    const index = rowAt(rows, held.point);
    holding.current = true;
    const free = () => {
      holding.current = false;
    };
    const stop = settle({
      scroller: element,
      above: held.above,
      find: () => element.querySelector(`[data-index="${index}"]`),
      approach: () => goTo(virtual, element, index, held.above),
      arrive: free,
    });
    return () => {
      stop();
      free();
    };
  }, [rows, jump, scroller, virtual]);

  useEffect(() => {
    const element = scroller.current;
    if (jump === undefined || element === null || done.current === jump.key) return;
    const index = rowAt(rows, jump.start);
    const row = rows[index];
    if (row === undefined) return;
    if (row.type === "gap") {
      goTo(virtual, element, index, 0);
      return;
    }
    const what = jump.to === "place" ? `[data-index="${index}"]` : SHOWN[jump.to];
    return settle({
      scroller: element,
      find: () => element.querySelector(what),
      approach: () => goTo(virtual, element, index, 0),
      arrive: (found) => {
        done.current = jump.key;
        if (jump.to === "place" || found === null) return;
        if (jump.to === "quote") flash(element.querySelectorAll(SHOWN.quote));
        if (jump.focus) found.focus({ preventScroll: true });
      },
    });
  }, [jump, rows, virtual, scroller]);
}

const SHOWN = { quote: "[data-current]", match: "[data-active]" } as const;

function goTo(virtual: Rows, element: HTMLElement, index: number, above: number): void {
  const offset = virtual.getOffsetForIndex(index, "start")?.[0];
  if (offset !== undefined) element.scrollTo(0, offset - above);
}

function pageOf(row: Row): number | null {
  if (row.type === "gap") return null;
  return row.type === "page" ? row.page : (row.pieces[0]?.page ?? null);
}

/** A row that stays as it is, if one is on the screen; else the place in a gap. */
function anchorAt(virtual: Rows, rows: readonly Row[], scroller: HTMLElement): Anchor | undefined {
  const frame = scroller.getBoundingClientRect();
  let gap: Anchor | undefined;
  for (const { index } of virtual.getVirtualItems()) {
    const row = rows[index];
    const box = scroller.querySelector(`[data-index="${index}"]`)?.getBoundingClientRect();
    if (row === undefined || box === undefined) continue;
    if (box.bottom <= frame.top || box.top >= frame.bottom) continue;
    if (row.type === "blocks") return { point: row.start, above: box.top - frame.top };
    const share = Math.max(0, frame.top - box.top) / Math.max(1, box.height);
    gap ??= { point: Math.floor(row.start + share * (row.end - row.start)), above: 0 };
  }
  return gap;
}
