import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";

import { HEAD_PIXELS, useAnchor } from "./useAnchor";

/** What the keyboard does with a list. */
export interface RowsHandle {
  /** Brings a row into sight and puts the focus on what opens it, marked by `data-open`. */
  focus: (index: number) => void;
  /** The row that has the focus; -1: none. */
  focused: () => number;
  /** The row that had it last. */
  last: () => number;
}

const NEAR_END = 20;
const OVERSCAN = 12;
const TRIES = 10;
const FOOT_PIXELS = 24;

/**
 * Rows of any number and height, of which only those in sight are there; they scroll with the page.
 *
 * `onEnd` is called when the last ones come near.
 */
export function WindowRows<T>({
  label,
  items,
  keyOf,
  total,
  estimate,
  first = 0,
  onEnd,
  handle,
  children,
}: {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  total: number;
  /** About how many pixels a row takes. */
  estimate: number;
  /** The row to begin at. */
  first?: number;
  onEnd: () => void;
  handle?: Ref<RowsHandle>;
  children: (item: T, index: number) => ReactNode;
}) {
  "use no memo"; // the virtualizer is one object that changes inside
  const list = useRef<HTMLDivElement>(null);
  const last = useRef(0);
  const [top, setTop] = useState(0);
  const attach = useCallback((element: HTMLDivElement | null) => {
    list.current = element;
    if (element !== null) setTop(element.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => estimate,
    overscan: OVERSCAN,
    scrollMargin: top,
    scrollPaddingStart: HEAD_PIXELS,
    scrollPaddingEnd: FOOT_PIXELS,
    getItemKey: (at) => {
      const item = items[at];
      return item === undefined ? at : keyOf(item);
    },
  });
  useImperativeHandle(handle, () => ({
    focus: (index) => {
      virtual.scrollToIndex(index);
      focusSoon(list, index);
    },
    focused: () =>
      list.current?.contains(document.activeElement) === true
        ? indexOf(document.activeElement)
        : -1,
    last: () => last.current,
  }));
  useEffect(() => {
    if (first > 0) virtual.scrollToIndex(first, { align: "center" });
  }, []); // eslint-disable-line react-hooks/exhaustive-deps -- where the list begins
  const rows = virtual.getVirtualItems();
  useAnchor(virtual, items, keyOf);
  const atEnd = (rows.at(-1)?.index ?? 0) >= items.length - NEAR_END;
  useEffect(() => {
    if (atEnd) onEnd();
  }, [atEnd, onEnd]);
  return (
    <div
      role="list"
      aria-label={label}
      ref={attach}
      onFocusCapture={({ target }) => {
        last.current = Math.max(0, indexOf(target));
      }}
      className="relative"
      style={{ height: virtual.getTotalSize() }}
    >
      {rows.map(({ index, start, key }) => {
        const item = items[index];
        if (item === undefined) return null;
        return (
          <div
            key={key}
            role="listitem"
            aria-setsize={total}
            aria-posinset={index + 1}
            data-index={index}
            ref={virtual.measureElement}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start - virtual.options.scrollMargin}px)` }}
          >
            {children(item, index)}
          </div>
        );
      })}
    </div>
  );
}

function indexOf(element: Element | null): number {
  return Number(element?.closest("[data-index]")?.getAttribute("data-index") ?? -1);
}

/** A row that was out of sight is there some frames later. */
function focusSoon(list: { current: HTMLElement | null }, index: number, tries = TRIES): void {
  const row = list.current?.querySelector<HTMLElement>(`[data-index="${index}"] [data-open]`);
  if (row != null) row.focus({ preventScroll: true });
  else if (tries > 0) requestAnimationFrame(() => focusSoon(list, index, tries - 1));
}
