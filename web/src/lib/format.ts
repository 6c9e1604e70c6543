/** Numbers, sizes, times and durations in the reader's language and zone. */

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

export function formatCount(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/** A share of 1 as percent. */
export function formatPercent(share: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(language, {
    style: "percent",
    maximumFractionDigits: digits,
  }).format(share);
}

/** Sizes by thousands: 1,500,000 → "1.5 MB". */
export function formatBytes(bytes: number, language: string): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: UNITS[power],
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1000 ** power);
}

/** Two units at most: 3725 → "1 hr, 2 min"; below a minute whole seconds, below one "0.4 sec". */
export function formatDuration(seconds: number, language: string): string {
  const whole = Math.max(0, seconds);
  if (whole < 10) return inUnit(Math.round(whole * 10) / 10, "second", language);
  const rounded = Math.round(whole);
  if (rounded < 60) return inUnit(rounded, "second", language);
  const [days, hours, minutes, rest] = [
    Math.floor(rounded / 86_400),
    Math.floor(rounded / 3600) % 24,
    Math.floor(rounded / 60) % 60,
    rounded % 60,
  ];
  const parts = (
    [
      [days, "day"],
      [hours, "hour"],
      [minutes, "minute"],
      [rest, "second"],
    ] as const
  ).filter(([amount]) => amount > 0);
  const first = parts.slice(0, 2).map(([amount, unit]) => inUnit(amount, unit, language));
  return new Intl.ListFormat(language, { type: "unit", style: "short" }).format(first);
}

function inUnit(amount: number, unit: string, language: string): string {
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(amount);
}

const STEPS = [
  [60, "second", 1],
  [3600, "minute", 60],
  [86_400, "hour", 3600],
  [30 * 86_400, "day", 86_400],
  [365 * 86_400, "month", 30 * 86_400],
  [Infinity, "year", 365 * 86_400],
] as const;

/** "3 minutes ago", "in 2 hours". */
export function formatRelative(time: Date, now: Date, language: string): string {
  const seconds = (time.getTime() - now.getTime()) / 1000;
  const [, unit, size] = STEPS.find(([limit]) => Math.abs(seconds) < limit) ?? STEPS[5];
  // "yesterday" is a day of the calendar, not 24 to 48 hours
  const count = unit === "day" ? daysBetween(now, time) : Math.trunc(seconds / size);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" }).format(
    count,
    unit,
  );
}

function daysBetween(from: Date, to: Date): number {
  const day = (moment: Date) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return (day(to) - day(from)) / 86_400_000;
}

/** The exact moment with its zone, for a tooltip. */
export function formatExact(time: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" }).format(time);
}

/** A day and a time, short. */
export function formatMoment(time: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(
    time,
  );
}
