import type { Hour, InstallationHistory } from "@/api/generated";

import type { Range } from "../search";

/** From what the server tells of hours in which something happened to the points of plots. */

type Depth = InstallationHistory["depth"][number];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Span {
  since: Date;
  step: "hour" | "day";
  steps: number;
}

/** What happened in one hour, or day. Times are in seconds; null: there is none to tell of. */
export interface Point {
  /** Its beginning, in milliseconds. */
  at: number;
  waiting: number | null;
  running: number | null;
  slots: number | null;
  completed: number;
  failed: number;
  cancelled: number;
  goodItems: number;
  failedItems: number;
  failureRate: number | null;
  waitHalf: number | null;
  waitMost: number | null;
  durationHalf: number | null;
  durationMost: number | null;
}

/** The steps that a range has, up to the one that `now` is in. Days are those of UTC. */
export function spanOf(range: Range, now: number): Span {
  const [length, steps, step] = {
    "24h": [HOUR, 24, "hour"] as const,
    "7d": [HOUR, 7 * 24, "hour"] as const,
    "90d": [DAY, 90, "day"] as const,
  }[range];
  const last = Math.floor(now / length) * length;
  return { since: new Date(last - (steps - 1) * length), step, steps };
}

/** A point for each step: where nothing happened, there were no jobs; where nobody looked at the
 * queue, nothing is known of it. */
export function pointsOf({ hours, depth }: InstallationHistory, span: Span): Point[] {
  const length = span.step === "hour" ? HOUR : DAY;
  const happened = new Map(hours.map((hour) => [Date.parse(hour.hour), hour]));
  const looked = new Map(depth.map((sample) => [Date.parse(sample.at), sample]));
  return Array.from({ length: span.steps }, (_, nth) => {
    const at = span.since.getTime() + nth * length;
    return { at, ...depthOf(looked.get(at)), ...workOf(happened.get(at)) };
  });
}

/** Failed among those that completed or failed; null: there were none. */
export function failureRate(hours: readonly Pick<Hour, "completed" | "failed">[]): number | null {
  const failed = hours.reduce((sum, hour) => sum + hour.failed, 0);
  const all = hours.reduce((sum, hour) => sum + hour.completed, failed);
  return all === 0 ? null : failed / all;
}

export function isEmpty(points: readonly Point[]): boolean {
  return points.every(
    (point) =>
      (point.waiting ?? 0) + (point.running ?? 0) === 0 &&
      point.completed + point.failed + point.cancelled === 0 &&
      point.waitHalf === null,
  );
}

function depthOf(sample: Depth | undefined) {
  if (sample === undefined) return { waiting: null, running: null, slots: null };
  const { waiting, running, slots } = sample;
  return { waiting, running, slots };
}

function workOf(hour: Hour | undefined) {
  return {
    completed: hour?.completed ?? 0,
    failed: hour?.failed ?? 0,
    cancelled: hour?.cancelled ?? 0,
    goodItems: (hour?.items ?? 0) - (hour?.failed_items ?? 0),
    failedItems: hour?.failed_items ?? 0,
    failureRate: hour === undefined ? null : failureRate([hour]),
    waitHalf: inSeconds(hour?.wait_p50_ms),
    waitMost: inSeconds(hour?.wait_p95_ms),
    durationHalf: inSeconds(hour?.duration_p50_ms),
    durationMost: inSeconds(hour?.duration_p95_ms),
  };
}

function inSeconds(milliseconds: number | null | undefined): number | null {
  return milliseconds == null ? null : milliseconds / 1000;
}
