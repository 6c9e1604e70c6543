import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { WorkerView } from "@/api/generated";

/** The jobs that a worker is at; those in projects that one doesn't see are counted. */
export function InHand({ worker }: { worker: WorkerView }) {
  const { t } = useTranslation("admin");
  const others = worker.running_jobs - worker.in_hand.length;
  if (worker.running_jobs === 0) return <span className="text-soft">{t("workers.idle")}</span>;
  return (
    <ul className="space-y-1">
      {worker.in_hand.map((job) => (
        <li key={job.job_id} className="min-w-0">
          <Link
            to="/jobs/$jobId"
            params={{ jobId: job.job_id }}
            className="line-clamp-1 underline-offset-4 hover:text-accent hover:underline"
            title={job.project_name}
          >
            <bdi>{job.project_name}</bdi>
          </Link>
          <p className="line-clamp-1 text-xs text-soft">
            {t("workers.atItems", { count: job.items, extractor: job.extractor })} · {job.progress}%
          </p>
        </li>
      ))}
      {others > 0 && <li className="text-soft">{t("workers.others", { count: others })}</li>}
    </ul>
  );
}
