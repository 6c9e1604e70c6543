import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { appRoute } from "@/shell/routes";

import type { Place } from "./place";

/** A file's text, or its pages, at certain words. */
export type ReaderSearch = Place;

const position = (value: unknown) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
const word = (value: unknown) => (typeof value === "string" ? value : undefined);
// digits only come as a number
const words = (value: unknown) =>
  word(typeof value === "number" ? String(value) : value)?.slice(0, 200);

export const readerRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/files/$fileId",
  validateSearch: (search: Record<string, unknown>): ReaderSearch => ({
    start: position(search.start),
    end: position(search.end),
    concept: word(search.concept),
    relationship: word(search.relationship),
    view: search.view === "text" || search.view === "pages" ? search.view : undefined,
    find: words(search.find),
  }),
  component: lazyRouteComponent(() => import("./ReaderPage")),
});
