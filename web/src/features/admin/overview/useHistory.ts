import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";

import { statisticsHistoryOfEverybodyOptions } from "@/api/generated/@tanstack/react-query.gen";

import type { Range } from "../search";
import { type Point, pointsOf, spanOf } from "./series";

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** What happened in the whole installation, hour by hour or day by day; asked again each minute. */
export function useHistory(range: Range, extractor: string | undefined) {
  const hour = useHour();
  const span = useMemo(() => spanOf(range, hour), [range, hour]);
  const query = { since: span.since.toISOString(), step: span.step, extractor };
  const history = useQuery({
    ...statisticsHistoryOfEverybodyOptions({ query }),
    refetchInterval: MINUTE,
    placeholderData: keepPreviousData,
  });
  return { ...history, span };
}

interface Shown {
  points: readonly Point[];
  range: Range;
}

/** The points to draw. While others are on their way, those of before with their own range. */
export function usePoints(range: Range, extractor: string | undefined) {
  const history = useHistory(range, extractor);
  const { data, span, isPlaceholderData } = history;
  const fresh = useMemo<Shown | undefined>(
    () =>
      data === undefined || isPlaceholderData ? undefined : { points: pointsOf(data, span), range },
    [data, span, isPlaceholderData, range],
  );
  const [kept, setKept] = useState(fresh);
  if (fresh !== undefined && fresh !== kept) setKept(fresh);
  return { ...history, shown: fresh ?? kept };
}

/** The beginning of the present hour, in milliseconds. */
function useHour(): number {
  const [hour, setHour] = useState(thisHour);
  useEffect(() => {
    const timer = setInterval(() => setHour(thisHour()), MINUTE);
    return () => clearInterval(timer);
  }, []);
  return hour;
}

function thisHour(): number {
  return Math.floor(Date.now() / HOUR) * HOUR;
}
