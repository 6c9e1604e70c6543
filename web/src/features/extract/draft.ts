import { useCallback, useState } from "react";

import type { ExtractorView, JobDetails, NewExtraction, Priority } from "@/api/generated";
import { fromLocal } from "@/lib/local-time";

import { keepChosen, keptChoice } from "./open";
import { fieldsOf, type Values } from "./schema/fields";
import { startValues } from "./schema/values";

/** What has been entered. */
export interface Draft {
  extractor: string;
  config: Values;
  /** None: the latest version of every file. */
  files: readonly string[] | undefined;
  priority: Priority;
  /** As `<input type="datetime-local">` holds it; empty: now. */
  runAt: string;
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
  again?: JobDetails,
) {
  const [draft, setDraft] = useState(() => begun(projectId, extractors, again));
  const change = useCallback((changed: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...changed }));
  }, []);
  const chooseExtractor = (extractor: ExtractorView) =>
    change({ extractor: extractor.name, config: startOf(extractor) });
  const chooseFiles = (files: readonly string[] | undefined) => {
    keepChosen(projectId, files);
    change({ files });
  };
  return { draft, change, chooseExtractor, chooseFiles };
}

function begun(
  projectId: string,
  extractors: readonly ExtractorView[],
  again: JobDetails | undefined,
): Draft {
  const wanted = again?.extractor ?? PREFERRED;
  const extractor = extractors.find(({ name }) => name === wanted) ?? extractors[0];
  return {
    extractor: extractor?.name ?? wanted,
    config: extractor === undefined ? {} : startOf(extractor, again?.extraction_config),
    files: again === undefined ? keptChoice(projectId) : filesOf(again),
    priority: again?.priority ?? "normal",
    runAt: "",
  };
}

function startOf(extractor: ExtractorView, given?: Values): Values {
  return startValues(fieldsOf(extractor.config_schema ?? {}), given);
}

/** The first of them: a job's details don't name thousands. */
function filesOf(job: JobDetails): string[] {
  return job.files.map(({ file_id }) => file_id).filter((id) => id !== null);
}

/** What the server is asked for. */
export function bodyOf(draft: Draft): NewExtraction {
  return {
    extractor: draft.extractor,
    config: draft.config,
    file_ids: draft.files === undefined ? null : [...draft.files],
    priority: draft.priority,
    run_at: fromLocal(draft.runAt) ?? null,
  };
}
