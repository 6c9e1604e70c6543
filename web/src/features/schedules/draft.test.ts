import { expect, test } from "vitest";

import type { ScheduleView } from "@/api/generated";

import { changesOf, creationOf, draftOf, newDraft } from "./draft";

const schedule: ScheduleView = {
  id: "s",
  org_id: "o",
  project_id: "p",
  name: "Mondays",
  cron: "0 7 * * MON",
  at: null,
  timezone: "Europe/Berlin",
  in_words: "",
  state: "active",
  next: [],
  extractor: "concepts",
  extraction_config: { most: 3 },
  file_ids: ["f"],
  priority: "low",
  catch_up: "skip",
  last_fired_at: null,
  last_error: null,
  paused_at: null,
  paused_reason: null,
  last_jobs: [],
  created_by: null,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
};

test("a new schedule fires every morning in the reader's zone", () => {
  const made = creationOf({ ...newDraft("p", []), name: "Mornings" });
  expect(made).toMatchObject({ name: "Mornings", cron: "0 7 * * *" });
  expect(made.timezone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  expect(made).not.toHaveProperty("at");
});

test("a change leaves the files as they are, and the times that weren't changed", () => {
  const before = draftOf(schedule, []);
  const renamed = changesOf({ ...before, name: "On Mondays" }, before);
  expect(renamed).toEqual({
    name: "On Mondays",
    extractor: "concepts",
    config: { most: 3 },
    priority: "low",
    catch_up: "skip",
  });
  expect(changesOf({ ...before, timezone: "UTC" }, before)).toMatchObject({
    cron: "0 7 * * MON",
    timezone: "UTC",
  });
});

test("where a mailbox is read, no file is", () => {
  const draft = { ...newDraft("p", []), config: { mailbox_id: "m" } };
  expect(creationOf(draft, "mailbox_id").file_ids).toEqual([]);
  expect(creationOf({ ...draft, config: { mailbox_id: null } }, "mailbox_id")).not.toHaveProperty(
    "file_ids",
  );
  expect(changesOf(draft, draft, "mailbox_id").file_ids).toEqual([]);
});

test("what fires once is entered by the reader's clock, and sent with its zone", () => {
  const before = draftOf(schedule, []);
  const changes = changesOf(
    { ...before, rhythm: { ...before.rhythm, kind: "once", at: "2030-01-02T03:04" } },
    before,
  );
  expect(changes.at).toBe(new Date("2030-01-02T03:04").toISOString());
  expect(changes).not.toHaveProperty("cron");
});
