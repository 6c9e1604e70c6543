import type { Size } from "./PageSheet";

/** Of the page's real size; `fit`: as wide as there is room. */
export type Zoom = number | "fit";

export const STEPS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4] as const;
/** CSS pixels for each point. */
export const REAL_SIZE = 96 / 72;
const MARGIN = 16;
const WIDEST_FIT = 2;

/** The scale at which a page is drawn. */
export function scaleOf(zoom: Zoom, size: Size, room: number): number {
  if (zoom !== "fit") return zoom * REAL_SIZE;
  const fits = Math.max(room - 2 * MARGIN, 100) / Math.max(size.width, 1);
  return Math.min(fits, WIDEST_FIT * REAL_SIZE);
}

/** The next step up or down from what is shown. */
export function stepped(shown: number, by: 1 | -1): number {
  const close = 0.01;
  const next =
    by === 1
      ? STEPS.find((step) => step > shown + close)
      : STEPS.findLast((step) => step < shown - close);
  return next ?? (by === 1 ? STEPS[STEPS.length - 1] : STEPS[0]) ?? 1;
}
