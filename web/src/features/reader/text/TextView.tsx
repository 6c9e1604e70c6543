import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Jump, Position } from "../place";
import { BlockElement } from "./BlockElement";
import type { Marks } from "./marks";
import { type Row, rowAt } from "./rows";
import { nearestGap, useTextScroll } from "./useTextScroll";

const LINE_PIXELS = 28;
const LETTERS_A_LINE = 76;
const MOST_GAP_PIXELS = 100_000;

/** A text of any length: only what is on the screen is drawn. */
export function TextView({
  rows,
  marks,
  jump,
  label,
  position,
  onNeed,
}: {
  rows: readonly Row[];
  marks: Marks;
  jump: Jump | undefined;
  label: string;
  position: Position;
  /** A part that isn't here is on the screen. */
  onNeed: (part: number) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler is at work here
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => estimated(rows[at]),
    getItemKey: (at) => rows[at]?.key ?? at,
    overscan: 4,
    rangeExtractor: (range) => withRow(range, jump && rowAt(rows, jump.start)),
    paddingStart: 16,
    paddingEnd: 160,
  });
  const items = virtual.getVirtualItems();
  useTextScroll({ virtual, scroller, rows, jump, position });
  const gap = nearestGap(virtual, rows);
  useEffect(() => {
    if (gap !== undefined) onNeed(gap);
  }, [gap, onNeed]);
  return (
    <div
      ref={scroller}
      role="region"
      aria-label={label}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
      tabIndex={0}
      data-reader-text
      className="h-full overflow-y-auto overscroll-contain px-4 outline-offset-[-2px] [overflow-anchor:none] @xl:px-8"
    >
      <article
        className="relative mx-auto max-w-[44rem]"
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map(({ index, start, key }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0 pb-4"
              style={{ transform: `translateY(${start}px)` }}
            >
              {row.type === "page" && <PageMark page={row.page} />}
              {row.type === "gap" && <Gap row={row} />}
              {row.type === "blocks" && <BlockElement row={row} marks={marks} />}
            </div>
          );
        })}
      </article>
    </div>
  );
}

/** What one has jumped to stays drawn, or the focus would be lost as one scrolls away. */
function withRow(range: Range, kept: number | undefined): number[] {
  const indexes = defaultRangeExtractor(range);
  if (kept === undefined || kept >= range.count || indexes.includes(kept)) return indexes;
  return [...indexes, kept].sort((a, b) => a - b);
}

function PageMark({ page }: { page: number }) {
  const { t } = useTranslation("reader");
  return (
    <p className="flex items-center gap-3 pt-4 text-xs font-medium text-soft">
      <span aria-hidden className="h-px flex-1 bg-line" />
      {t("page", { page })}
      <span aria-hidden className="h-px flex-1 bg-line" />
    </p>
  );
}

function Gap({ row }: { row: Row }) {
  return <div aria-hidden className="reader-gap" style={{ height: estimated(row) }} />;
}

function estimated(row: Row | undefined): number {
  if (row === undefined || row.type === "page") return 48;
  const lines = Math.ceil((row.end - row.start) / LETTERS_A_LINE);
  if (row.type === "gap") return Math.min(lines * LINE_PIXELS, MOST_GAP_PIXELS);
  const several = row.pieces.length - 1;
  return (lines + several) * LINE_PIXELS + 16;
}
