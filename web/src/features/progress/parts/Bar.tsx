import { useTranslation } from "react-i18next";

import { Percent } from "@/components/numbers";
import { Badge, type Tone } from "@/components/ui/badge";
import { Progress } from "@/components/ui/progress";
import { StatusBadge } from "@/features/jobs/StatusBadge";

import { isActive, type Watched } from "../useJob";

/** State, bar, what is being done, and how many items of how many. */
export function Bar({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  const isRunning = job.status === "running";
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-2">
        <StatusBadge {...job} />
        {job.attempt > 1 && <Badge>{t("attempt", { attempt: job.attempt })}</Badge>}
        <span className="ml-auto text-2xl font-semibold tracking-tight">
          <Percent share={job.progress / 100} />
        </span>
      </div>
      <Progress
        // until the sources have been looked at, nobody knows how far it is
        value={isRunning && job.progress === 0 ? null : job.progress}
        label={t("progress")}
        tone={toneOf(job)}
      />
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 text-sm empty:hidden">
        {isActive(job.status) && (
          <p className="line-clamp-2 min-w-0 flex-1 basis-60" title={job.progress_message}>
            <bdi>{job.progress_message}</bdi>
          </p>
        )}
        <Counts job={job} />
      </div>
    </div>
  );
}

function Counts({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  if (job.total_items === 0) return null;
  return (
    <p className="text-soft">
      {t("ofItems", { done: job.processed_items, count: job.total_items })}
      {job.failed_items > 0 && (
        <span className="font-medium text-bad"> · {t("failed", { count: job.failed_items })}</span>
      )}
    </p>
  );
}

function toneOf(job: Watched): Tone {
  if (job.cancelling) return "warn";
  if (job.status === "completed") return job.failed_items > 0 ? "warn" : "good";
  if (job.status === "failed") return "bad";
  return job.status === "running" ? "accent" : "neutral";
}
