import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { Activity, ArrowUp } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Skeleton, SkeletonLines } from "@/components/ui/skeleton";
import { useShortcut } from "@/lib/shortcuts";

import type { Filter } from "./filter";
import { JobRow } from "./JobRow";
import type { JobSort } from "./search";
import { isChosen, type Selection, toggled } from "./selection";
import { useAtTop } from "./useAtTop";
import { useFrozen } from "./useFrozen";
import { usePages } from "./usePages";

const ROW_PIXELS = 68;

interface Props {
  filter: Filter;
  sort: JobSort;
  ofProject: boolean;
  selection: Selection;
  onSelect: (selection: Selection) => void;
}

/** Jobs of any number, fetched where one looks, up to date without moving under the reader. */
export function JobsList({ filter, sort, ofProject, selection, onSelect }: Props) {
  "use no memo"; // the virtualizer is one object that changes inside
  const { t } = useTranslation("jobs");
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const attach = useCallback((element: HTMLDivElement | null) => {
    list.current = element;
    if (element !== null) setTop(element.offsetTop);
  }, []);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const [head, setHead] = useState<Parameters<typeof useFrozen>[1]>(undefined);
  const [focused, setFocused] = useState(0);
  const atTop = useAtTop();
  const chosen = selection.all || selection.ids.size > 0;
  const { before, fresh } = useFrozen(filter, head, sort === "newest" && (!atTop || chosen));
  const rows = usePages(filter, sort, before, range.first, range.last);
  if (rows.job(0) !== undefined && rows.job(0) !== head) setHead(rows.job(0));
  const virtual = useWindowVirtualizer({
    count: rows.count,
    estimateSize: () => ROW_PIXELS,
    overscan: 10,
    scrollMargin: top,
    onChange: ({ range: now }) => {
      if (now !== null)
        setRange((was) =>
          was.first === now.startIndex && was.last === now.endIndex
            ? was
            : { first: now.startIndex, last: now.endIndex },
        );
    },
  });
  const move = (by: number) => {
    const next = Math.max(0, Math.min(rows.count - 1, focused + by));
    setFocused(next);
    virtual.scrollToIndex(next);
    const focus = () => {
      const link = list.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`);
      link?.focus();
      return link != null;
    };
    if (!focus()) requestAnimationFrame(focus);
  };
  useShortcut("j", t("keys.next"), () =>
    move(document.activeElement?.closest("[data-index]") ? 1 : 0),
  );
  useShortcut("k", t("keys.previous"), () => move(-1));
  useShortcut("x", t("keys.choose"), () =>
    onSelect(toggled(selection, rows.ids(), focused, false)),
  );
  if (rows.error !== null) return <ErrorNotice error={rows.error} onRetry={rows.refetch} />;
  if (rows.isPending && rows.count === 0) return <SkeletonLines lines={8} />;
  if (rows.count === 0)
    return <NoJobs filtered={Object.keys(filter).some((name) => name !== "project_id")} />;
  const toTop = () => {
    onSelect({ ids: new Set(), all: false, anchor: null });
    window.scrollTo({ top: 0 });
  };
  return (
    <div className="space-y-2">
      {/* without a height of its own: what is read stays where it is when this appears */}
      <div role="status" className="sticky top-16 z-10 flex h-0 justify-center">
        {fresh > 0 && (
          <Button size="small" variant="primary" className="shadow-lg" onClick={toTop}>
            <ArrowUp /> {t("fresh", { count: fresh })}
          </Button>
        )}
      </div>
      <div
        role="list"
        aria-label={t("title")}
        ref={attach}
        onFocusCapture={({ target }) => setFocused(indexOf(target))}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const job = rows.job(index);
          return (
            <div
              key={job?.id ?? index}
              role="listitem"
              aria-setsize={rows.count}
              aria-posinset={index + 1}
              data-index={index}
              ref={virtual.measureElement}
              className="absolute inset-x-0 top-0 pb-1.5"
              style={{ transform: `translateY(${start - virtual.options.scrollMargin}px)` }}
            >
              {job === undefined ? (
                <Skeleton className="h-[62px] rounded-lg" />
              ) : (
                <JobRow
                  job={job}
                  ofProject={ofProject}
                  chosen={isChosen(selection, job.id)}
                  onToggle={(range) => onSelect(toggled(selection, rows.ids(), index, range))}
                  onOpen={() => void navigate({ to: "/jobs/$jobId", params: { jobId: job.id } })}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The row that an element stands in. */
function indexOf(element: Element): number {
  return Number(element.closest("[data-index]")?.getAttribute("data-index") ?? 0);
}

function NoJobs({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation("jobs");
  return (
    <EmptyState icon={Activity} title={t(filtered ? "none.filtered" : "none.title")}>
      {!filtered && t("none.what")}
    </EmptyState>
  );
}
