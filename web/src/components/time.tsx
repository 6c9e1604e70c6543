import { Tooltip } from "@/components/ui/tooltip";
import { formatDuration, formatExact, formatMoment, formatRelative } from "@/lib/format";
import { useLanguage } from "@/lib/language";
import { useNow } from "@/lib/now";

/** A moment as people say it ("3 min. ago"), with the exact one, in the reader's zone, on hover. */
export function Time({ at, absolute = false }: { at: string; absolute?: boolean }) {
  const language = useLanguage();
  const now = useNow();
  const time = new Date(at);
  return (
    <Tooltip text={formatExact(time, language)}>
      <time dateTime={at} className="whitespace-nowrap">
        {absolute ? formatMoment(time, language) : formatRelative(time, new Date(now), language)}
      </time>
    </Tooltip>
  );
}

/** So many seconds: "2 min, 5 sec". */
export function Duration({ seconds }: { seconds: number }) {
  return (
    <span className="whitespace-nowrap tabular-nums">{formatDuration(seconds, useLanguage())}</span>
  );
}

/** The time since a moment, counting on. */
export function Elapsed({ since }: { since: string }) {
  const now = useNow();
  return <Duration seconds={Math.round((now - new Date(since).getTime()) / 1000)} />;
}
