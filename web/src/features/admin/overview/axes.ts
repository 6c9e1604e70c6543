import type { Range } from "../search";

/** What stands along the axes: moments in the reader's zone, and round durations. */

const LABELS: Record<Range, Intl.DateTimeFormatOptions> = {
  "24h": { hour: "numeric", minute: "2-digit" },
  "7d": { weekday: "short", day: "numeric" },
  // days are those of UTC: told in another zone they would be the day before
  "90d": { day: "numeric", month: "short", timeZone: "UTC" },
};
const EVERY_HOURS = 4;
const EVERY_DAYS = 15;

/** Where the time axis has its labels: every four hours; at midnight; every fifteenth day. */
export function timeTicks(moments: readonly number[], range: Range): number[] {
  if (range === "90d")
    return moments.filter((_, nth) => (moments.length - 1 - nth) % EVERY_DAYS === 0);
  return moments.filter((moment) => {
    const hour = new Date(moment).getHours();
    return range === "24h" ? hour % EVERY_HOURS === 0 : hour === 0;
  });
}

export function timeLabel(moment: number, range: Range, language: string): string {
  return new Intl.DateTimeFormat(language, LABELS[range]).format(moment);
}

/** The whole step: "3 Mar 2026, 14:00 – 15:00", or the day. */
export function stepLabel(moment: number, range: Range, language: string): string {
  if (range === "90d")
    return new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" }).format(moment);
  const hours = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return hours.formatRange(moment, moment + 3_600_000);
}

const ROUND_SHARES = [0.05, 0.1, 0.2, 0.5, 1];
const SHARE_STEPS = 5;

/** Shares from 0 to a round one above the greatest. */
export function shareTicks(greatest: number): number[] {
  const top = ROUND_SHARES.find((each) => greatest <= each) ?? 1;
  return Array.from({ length: SHARE_STEPS + 1 }, (_, nth) => (nth * top) / SHARE_STEPS);
}

const ROUND_SECONDS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 21_600,
  43_200, 86_400, 172_800, 604_800,
];
const MOST_TICKS = 5;

/** Seconds that people count in, from 0 to beyond the greatest: 0, 30, 60, 90. */
export function durationTicks(greatest: number): number[] {
  const step =
    ROUND_SECONDS.find((each) => greatest / each <= MOST_TICKS) ??
    Math.ceil(greatest / MOST_TICKS / 604_800) * 604_800;
  const last = Math.max(1, Math.ceil(greatest / step));
  return Array.from({ length: last + 1 }, (_, nth) => Math.round(nth * step * 10) / 10);
}
