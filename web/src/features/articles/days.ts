import { useSyncExternalStore } from "react";

import type { CommonSearch } from "./search";

const MINUTE = 60_000;
const WEEK = 7;

function midnight(of: Date, daysLater = 0): Date {
  return new Date(of.getFullYear(), of.getMonth(), of.getDate() + daysLater);
}

/** A moment's day in the reader's zone: "2026-11-23". */
export function dayOf(moment: string | Date): string {
  const at = new Date(moment);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** A day's beginning in the reader's zone. */
export function dayBegins(day: string, daysLater = 0): Date {
  return midnight(new Date(`${day}T00:00`), daysLater);
}

/** The moments between which something was received, of what the address says in days. */
export function received(
  { when, since, until }: CommonSearch,
  today: string,
): { since?: string; until?: string } {
  if (when === "today") return { since: dayBegins(today).toISOString() };
  if (when === "week") return { since: dayBegins(today, 1 - WEEK).toISOString() };
  return {
    since: since === undefined ? undefined : dayBegins(since).toISOString(),
    until: until === undefined ? undefined : dayBegins(until, 1).toISOString(),
  };
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, MINUTE);
  return () => clearInterval(timer);
}

/** The present day in the reader's zone. */
export function useToday(): string {
  return useSyncExternalStore(subscribe, () => dayOf(new Date()));
}

/** "Today", "Yesterday", "Friday, 20 November"; another year's days with their year. */
export function dayWords(day: string, today: string, language: string): string {
  const ago = Math.round((dayBegins(day).getTime() - dayBegins(today).getTime()) / 86_400_000);
  if (ago === 0 || ago === -1) {
    const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(ago, "day");
    return words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
  }
  return new Intl.DateTimeFormat(language, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(day.slice(0, 4) !== today.slice(0, 4) && { year: "numeric" }),
  }).format(dayBegins(day));
}
