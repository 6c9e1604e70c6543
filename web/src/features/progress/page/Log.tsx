import { useVirtualizer } from "@tanstack/react-virtual";
import { ScrollText } from "lucide-react";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { EventView } from "@/api/generated";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { SkeletonLines } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import { formatExact } from "@/lib/format";
import { useLanguage } from "@/lib/language";

import type { Shown } from "../clock";
import { MOST_EVENTS, useEvents } from "../useEvents";

const LINE_HEIGHT = 34;

/** All that has happened, the newest first; it goes on by itself while the job runs. */
export function Log({ job }: Shown) {
  const { t } = useTranslation("progress");
  const { events, data, error, refetch } = useEvents(job.id);
  const newest = useMemo(() => events.toReversed(), [events]);
  if (data === undefined) {
    return error === null ? (
      <SkeletonLines lines={6} />
    ) : (
      <ErrorNotice error={error} onRetry={() => void refetch()} />
    );
  }
  if (newest.length === 0) return <EmptyState icon={ScrollText} title={t("log.none")} />;
  return (
    <div className="space-y-2">
      <p className="text-xs text-soft">
        {t("log.count", { count: newest.length })}
        {newest.length >= MOST_EVENTS && ` ${t("log.most")}`}
      </p>
      <Lines events={newest} />
    </div>
  );
}

function Lines({ events }: { events: readonly EventView[] }) {
  const { t } = useTranslation("progress");
  const box = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- it is not handed on
  const lines = useVirtualizer({
    count: events.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_HEIGHT,
    getItemKey: (at) => events[at]?.seq ?? at,
    overscan: 20,
  });
  return (
    <div
      ref={box}
      role="log"
      aria-label={t("tabs.log")}
      aria-live="off"
      tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex -- to scroll by keyboard
      className="max-h-[65vh] overflow-y-auto rounded-lg border border-line bg-surface text-xs"
    >
      <ol className="relative" style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map(({ index, key, start }) => (
          <li
            key={key}
            ref={lines.measureElement}
            data-index={index}
            className="absolute inset-x-0 top-0 border-b border-line"
            style={{ transform: `translateY(${start}px)` }}
          >
            {events[index] !== undefined && <Line event={events[index]} />}
          </li>
        ))}
      </ol>
    </div>
  );
}

const TONES: Record<string, string> = {
  warning: "text-warn",
  retrying: "text-warn",
  item_failed: "text-bad",
  failed: "text-bad",
  completed: "text-good",
};

function Line({ event }: { event: EventView }) {
  const language = useLanguage();
  const at = new Date(event.at);
  const time = new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(at);
  return (
    <div className="flex gap-3 px-3 py-2">
      <time
        dateTime={event.at}
        title={formatExact(at, language)}
        className="shrink-0 text-soft tabular-nums"
      >
        {time}
      </time>
      <code
        className={cn("w-20 shrink-0 truncate max-sm:hidden", TONES[event.kind] ?? "text-soft")}
      >
        {event.kind}
      </code>
      <span dir="auto" title={event.message} className="line-clamp-3 min-w-0">
        {event.message}
      </span>
    </div>
  );
}
