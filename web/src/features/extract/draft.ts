import { useCallback, useState } from "react";

import type {
  ExtractorView,
  JobDetails,
  MailboxView,
  NewExtraction,
  Priority,
} from "@/api/generated";
import { chosenFirst } from "@/features/mailboxes/chosenFirst";
import { fromLocal } from "@/lib/local-time";

import { mailboxFieldOf } from "./mailboxField";
import { keepChosen, keptChoice } from "./open";
import { fieldsOf, type Values } from "./schema/fields";
import { startValues } from "./schema/values";

/** What has been entered. */
export interface Draft {
  extractor: string;
  config: Values;
  /** None: the latest version of every file. */
  files: readonly string[] | undefined;
  /** A mailbox is read, not files. */
  isOfMailbox: boolean;
  priority: Priority;
  /** As `<input type="datetime-local">` holds it; empty: now. */
  runAt: string;
}

/** What there is to read in the project. */
export interface Sources {
  mailboxes: readonly MailboxView[];
  files: number;
  /** The mailbox that is meant. */
  from: string | undefined;
}

const PREFERRED = "concepts";

/** Those that can be started here: not those of programs outside, not those that can't be loaded. */
export function usable(extractors: readonly ExtractorView[]): ExtractorView[] {
  return extractors.filter((each) => each.runner !== "external" && each.error === null);
}

/** The draft of one form, begun from a job or from nothing. */
export function useDraft(
  projectId: string,
  extractors: readonly ExtractorView[],
  sources: Sources,
  again?: JobDetails,
) {
  const [draft, setDraft] = useState(() => begun(projectId, extractors, sources, again));
  const change = useCallback((changed: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...changed }));
  }, []);
  const chooseExtractor = (extractor: ExtractorView) =>
    change({ extractor: extractor.name, ...startOf(extractor, sources) });
  const chooseFiles = (files: readonly string[] | undefined) => {
    keepChosen(projectId, files);
    change({ files });
  };
  return { draft, change, chooseExtractor, chooseFiles };
}

function begun(
  projectId: string,
  extractors: readonly ExtractorView[],
  sources: Sources,
  again: JobDetails | undefined,
): Draft {
  const wanted = again?.extractor ?? PREFERRED;
  const ofMail = extractors.find((each) => mailboxFieldOf(each) !== undefined);
  const isOfMail =
    sources.from !== undefined || (sources.files === 0 && sources.mailboxes.length > 0);
  const extractor =
    (again === undefined && isOfMail ? ofMail : undefined) ??
    extractors.find(({ name }) => name === wanted) ??
    extractors[0];
  const start =
    extractor === undefined
      ? { config: {}, isOfMailbox: false }
      : startOf(extractor, sources, again?.extraction_config);
  return {
    extractor: extractor?.name ?? wanted,
    ...start,
    files: again === undefined ? keptChoice(projectId) : filesOf(again),
    priority: again?.priority ?? "normal",
    runAt: "",
  };
}

/** The defaults, or what was given; with a mailbox where there is one, or nothing else to read. */
function startOf(
  extractor: ExtractorView,
  { mailboxes, files, from }: Sources,
  given?: Values,
): Pick<Draft, "config" | "isOfMailbox"> {
  const config = startValues(fieldsOf(extractor.config_schema ?? {}), given);
  const field = mailboxFieldOf(extractor);
  if (field === undefined) return { config, isOfMailbox: false };
  if (given !== undefined) return { config, isOfMailbox: typeof given[field] === "string" };
  const mailbox = mailboxes.find(({ id }) => id === from) ?? chosenFirst(mailboxes);
  return {
    config: { ...config, [field]: mailbox?.id ?? null },
    isOfMailbox: mailbox !== undefined || files === 0,
  };
}

/** The first of them: a job's details don't name thousands. */
function filesOf(job: JobDetails): string[] {
  return job.files.map(({ file_id }) => file_id).filter((id) => id !== null);
}

/** What the server is asked for. `field`: that of the mailbox, where there is one. */
export function bodyOf(draft: Draft, field: string | undefined): NewExtraction {
  const { config, files, isOfMailbox } = draft;
  return {
    extractor: draft.extractor,
    config: field === undefined || isOfMailbox ? config : { ...config, [field]: null },
    file_ids: isOfMailbox ? [] : files === undefined ? null : [...files],
    priority: draft.priority,
    run_at: fromLocal(draft.runAt) ?? null,
  };
}
