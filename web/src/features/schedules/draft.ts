import type {
  ExtractorView,
  NewSchedule,
  Priority,
  ScheduleChanges,
  ScheduleView,
} from "@/api/generated";
import { fieldsOf, type Values } from "@/features/extract/schema/fields";
import { startValues } from "@/features/extract/schema/values";
import { fromLocal, toLocal } from "@/lib/local-time";

import { cronOf, EVERY_MORNING, type Rhythm, rhythmOf } from "./rhythm";
import { readersZone } from "./zones";

/** What has been entered into the form. */
export interface Draft {
  projectId: string;
  name: string;
  rhythm: Rhythm;
  timezone: string;
  extractor: string;
  config: Values;
  priority: Priority;
  catchUp: ScheduleView["catch_up"];
}

const PREFERRED = "concepts";

export function configFor(extractor: ExtractorView | undefined, given?: Values): Values {
  return startValues(fieldsOf(extractor?.config_schema ?? {}), given);
}

export function newDraft(projectId: string, extractors: readonly ExtractorView[]): Draft {
  const extractor = extractors.find(({ name }) => name === PREFERRED) ?? extractors[0];
  return {
    projectId,
    name: "",
    rhythm: EVERY_MORNING,
    timezone: readersZone(),
    extractor: extractor?.name ?? PREFERRED,
    config: configFor(extractor),
    priority: "normal",
    catchUp: "once",
  };
}

export function draftOf(schedule: ScheduleView, extractors: readonly ExtractorView[]): Draft {
  const { project_id, name, cron, at, timezone, extractor, priority, catch_up } = schedule;
  const known = extractors.find((each) => each.name === extractor);
  return {
    projectId: project_id,
    name,
    rhythm:
      cron === null ? { ...EVERY_MORNING, kind: "once", at: toLocal(at ?? "") } : rhythmOf(cron),
    timezone,
    extractor,
    config: configFor(known, schedule.extraction_config),
    priority,
    catchUp: catch_up,
  };
}

/** Where a mailbox is read, no file is. */
function filesOf(config: Values, field: string | undefined) {
  return field !== undefined && typeof config[field] === "string" ? { file_ids: [] } : {};
}

function bodyOf(draft: Draft) {
  const { name, extractor, config, priority, catchUp } = draft;
  return { name, extractor, config, priority, catch_up: catchUp };
}

/** A moment that fires once is entered, and told, by the reader's clock. */
function timingOf({ rhythm, timezone }: Draft) {
  const cron = cronOf(rhythm);
  return cron === null
    ? { at: fromLocal(rhythm.at) ?? null, timezone: readersZone() }
    : { cron, timezone };
}

/** `field`: that of the config which holds a mailbox, where there is one. */
export function creationOf(draft: Draft, field?: string): NewSchedule {
  return { ...bodyOf(draft), ...filesOf(draft.config, field), ...timingOf(draft) };
}

/** When it fires is named only if that changed: a moment that has passed can stay. */
export function changesOf(draft: Draft, before: Draft, field?: string): ScheduleChanges {
  const isMoved =
    JSON.stringify(timingOf(draft)) !== JSON.stringify(timingOf(before)) ||
    draft.timezone !== before.timezone;
  const files = filesOf(draft.config, field);
  return { ...bodyOf(draft), ...files, ...(isMoved && timingOf(draft)) };
}
