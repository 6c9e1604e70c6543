import { useVirtualizer } from "@tanstack/react-virtual";
import type { PDFDocumentProxy } from "pdfjs-dist";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { PageSheet, type Size } from "./PageSheet";
import { PagesToolbar } from "./PagesToolbar";
import type { PagesProps } from "./PagesView";
import { useBoxes } from "./useBoxes";
import { usePageJump } from "./usePageJump";
import { scaleOf, type Zoom } from "./zoom";

const A4: Size = { width: 595, height: 842 };
const GAP = 16;

/** All pages, one under the other; only those on the screen are drawn. */
export function PageScroller({
  pdf,
  file,
  targets,
  jump,
  position,
}: PagesProps & { pdf: PDFDocumentProxy }) {
  const { t } = useTranslation("reader");
  const scroller = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState<Zoom>("fit");
  const room = useWidth(scroller);
  const { sizes, onSize } = useSizes();
  const sizeOf = (page: number) => sizes.get(page) ?? sizes.get(1) ?? A4;
  const scaleAt = (page: number) => scaleOf(zoom, sizeOf(page), room);
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler is at work here
  const virtual = useVirtualizer({
    count: pdf.numPages,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => sizeOf(at + 1).height * scaleAt(at + 1) + GAP,
    overscan: 1,
    paddingStart: GAP,
    paddingEnd: GAP * 4,
    enabled: room > 0,
  });
  const items = virtual.getVirtualItems();
  const middle = (virtual.scrollOffset ?? 0) + (scroller.current?.clientHeight ?? 0) / 3;
  const page = (virtual.getVirtualItemForOffset(middle)?.index ?? 0) + 1;
  useEffect(() => position.set(undefined, page), [position, page]);
  const [first, last] = [(items[0]?.index ?? 0) + 1, (items.at(-1)?.index ?? 0) + 1];
  const near = targets.filter(
    (target) =>
      target.as !== "other" ||
      (target.page !== null && target.page >= first - 1 && target.page <= last),
  );
  const boxes = useBoxes(file.id, near);
  const wanted = near.findIndex(({ start, end, as }) =>
    as === "other" ? false : start === jump?.start && end === jump.end,
  );
  usePageJump({
    virtual,
    scroller,
    jump,
    page: boxes.pages[wanted] ?? jump?.page ?? undefined,
    isPlaced: boxes.states[wanted] === "placed",
    isPending: boxes.states[wanted] === "pending",
  });
  const isLost = boxes.states[wanted] === "unknown" || boxes.states[wanted] === "failed";
  const goTo = (wantedPage: number) => virtual.scrollToIndex(wantedPage - 1, { align: "start" });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PagesToolbar
        page={page}
        pages={pdf.numPages}
        scale={scaleAt(page)}
        zoom={zoom}
        onPage={goTo}
        onZoom={setZoom}
      />
      <div role="status">
        {isLost && (
          <p className="border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn">
            {t("pages.noPlace")}
          </p>
        )}
      </div>
      <div
        ref={scroller}
        role="region"
        aria-label={t("pages.label", { name: file.name.slice(0, 200) })}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        tabIndex={0}
        data-reader-pages
        className="min-h-0 flex-1 overflow-auto overscroll-contain bg-sunken outline-offset-[-2px] [overflow-anchor:none]"
      >
        <article className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, key }) => (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="absolute top-0 left-0 min-w-full"
              style={{ transform: `translateY(${start}px)`, paddingBottom: GAP }}
            >
              <PageSheet
                pdf={pdf}
                number={index + 1}
                size={sizeOf(index + 1)}
                scale={scaleAt(index + 1)}
                placed={boxes.ofPage(index + 1)}
                onSize={onSize}
              />
            </div>
          ))}
        </article>
      </div>
    </div>
  );
}

/** The sizes of the pages that have been opened. */
function useSizes() {
  const [sizes, setSizes] = useState<ReadonlyMap<number, Size>>(new Map());
  const onSize = useCallback(
    (page: number, size: Size) =>
      setSizes((before) => {
        const known = before.get(page);
        if (known?.width === size.width && known.height === size.height) return before;
        return new Map(before).set(page, size);
      }),
    [],
  );
  return { sizes, onSize };
}

/** How wide the element is inside, without its scroll bar. */
function useWidth(of: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = of.current;
    if (element === null) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return width;
}
