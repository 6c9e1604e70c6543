import { expect, test, vi } from "vitest";

import { dayOf, dayWords, received } from "./days";

vi.stubEnv("TZ", "Europe/Berlin");

test("today begins at the reader's midnight", () => {
  expect(received({ when: "today" }, "2026-11-23")).toEqual({ since: "2026-11-22T23:00:00.000Z" });
});

test("the last seven days are today and six before, over a change of the clock, too", () => {
  expect(received({ when: "week" }, "2026-10-27")).toEqual({ since: "2026-10-20T22:00:00.000Z" });
});

test("both days of a choice are in it", () => {
  const chosen = { when: "custom", since: "2026-11-01", until: "2026-11-01" } as const;
  expect(received(chosen, "2026-11-23")).toEqual({
    since: "2026-10-31T23:00:00.000Z",
    until: "2026-11-01T23:00:00.000Z",
  });
});

test("a moment late in the evening of one zone is the next day's in another", () => {
  expect(dayOf("2026-11-22T23:30:00Z")).toBe("2026-11-23");
});

test("near days have names of their own, others their date, other years their year", () => {
  const words = (day: string, language = "en-GB") => dayWords(day, "2026-11-23", language);
  expect(words("2026-11-23")).toBe("Today");
  expect(words("2026-11-22", "de")).toBe("Gestern");
  expect(words("2026-11-20")).toBe("Friday 20 November");
  expect(words("2025-11-20")).toContain("2025");
  expect(words("2026-11-24")).toBe("Tuesday 24 November");
});
