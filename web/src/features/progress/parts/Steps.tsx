import { useTranslation } from "react-i18next";

import type { StepView } from "@/api/generated";
import { Count } from "@/components/numbers";
import { Progress } from "@/components/ui/progress";

import { isActive, type Watched } from "../useJob";

/** Those that we have words for in every language; others are called as their extractor does. */
const KNOWN = ["read", "links", "resolve", "filter"] as const;

/** The parts of the work, where the extractor tells of some, each with a bar of its own. Until the
 * sources have been looked at, there is nothing to count. */
export function Steps({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  if (job.steps.length === 0 || job.total_items === 0) return null;
  return (
    <ol aria-label={t("steps.label")} className="space-y-3">
      {job.steps.map((step) => (
        <Step key={step.name} step={step} job={job} />
      ))}
    </ol>
  );
}

function Step({ step, job }: { step: StepView; job: Watched }) {
  const { t } = useTranslation("progress");
  const known = KNOWN.find((name) => name === step.name);
  const title = known === undefined ? step.title : t(`steps.${known}`);
  const percent = percentOf(step, job);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[11rem_minmax(0,1fr)_7rem]">
      <span className="truncate" title={title}>
        {title}
      </span>
      <span className="text-right text-xs whitespace-nowrap text-soft sm:order-last">
        {step.total === null ? (
          <Count value={step.done} />
        ) : step.total === 0 ? (
          t(isActive(job.status) ? "steps.noneYet" : "steps.none")
        ) : (
          t("doneOf", { done: step.done, total: step.total })
        )}
      </span>
      <Progress
        value={percent}
        label={title}
        tone={percent === 100 && !isActive(job.status) ? "good" : "accent"}
        className="col-span-2 h-2 sm:col-span-1"
      />
    </li>
  );
}

/** No further than the items are: what there will be in the others nobody knows yet. */
function percentOf({ done, total }: StepView, job: Watched): number {
  const ofItems = job.total_items === 0 ? 0 : job.processed_items / job.total_items;
  const ofStep = total === null ? 1 : total === 0 ? 0 : done / total;
  return 100 * Math.min(ofItems, ofStep);
}
