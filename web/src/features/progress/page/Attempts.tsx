import { useTranslation } from "react-i18next";

import type { AttemptView } from "@/api/generated";
import { Duration, Time } from "@/components/time";
import { StatusBadge } from "@/features/jobs/StatusBadge";

import { secondsBetween, type Shown, useElapsedSeconds } from "../clock";
import { MoreText } from "../parts/MoreText";
import { isActive } from "../useJob";

/** All attempts, the newest first: how each ended, on which worker, and how far it came. */
export function Attempts({ job, toldAt }: Shown) {
  const { t } = useTranslation("progress");
  const elapsed = useElapsedSeconds({ job, toldAt });
  return (
    <ol aria-label={t("tabs.attempts")} className="space-y-3">
      {isActive(job.status) && (
        <li className="space-y-2 rounded-lg border border-line bg-surface p-4 text-sm">
          <div className="flex flex-wrap items-center gap-3">
            <h3 className="font-semibold">{t("attempt", { attempt: job.attempt })}</h3>
            <StatusBadge {...job} />
            {elapsed !== null && <Duration seconds={Math.floor(elapsed)} />}
            <Worker name={job.last_worker} />
          </div>
          <p dir="auto">{job.progress_message}</p>
        </li>
      )}
      {job.attempts.toReversed().map((attempt) => (
        <Attempt key={attempt.attempt} attempt={attempt} />
      ))}
    </ol>
  );
}

function Attempt({ attempt }: { attempt: AttemptView }) {
  const { t } = useTranslation("progress");
  const { started_at: began, ended_at: ended } = attempt;
  return (
    <li className="space-y-2 rounded-lg border border-line bg-surface p-4 text-sm">
      <div className="flex flex-wrap items-center gap-3">
        <h3 className="font-semibold">{t("attempt", { attempt: attempt.attempt })}</h3>
        <StatusBadge status={attempt.status} failed_items={attempt.failed_items} />
        {began !== null && <Duration seconds={secondsBetween(began, ended)} />}
        <span className="text-soft">
          <Time at={ended} />
        </span>
        <Worker name={attempt.worker} />
      </div>
      <MoreText text={attempt.message} />
      {attempt.total_items > 0 && (
        <p className="text-soft">
          {t("ofItems", { done: attempt.successful_items, count: attempt.total_items })}
          {attempt.failed_items > 0 && ` · ${t("failed", { count: attempt.failed_items })}`}
        </p>
      )}
    </li>
  );
}

function Worker({ name }: { name: string | null }) {
  const { t } = useTranslation("progress");
  if (name === null) return null;
  return <span className="text-xs text-soft">{t("onWorker", { name })}</span>;
}
