import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Hourglass, PauseCircle } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { QueueView } from "@/api/generated";
import { queueMineOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Time } from "@/components/time";
import { cn } from "@/lib/cn";

import type { Watched } from "../useJob";

/** Why it isn't getting on: its place in the queue, what must happen before, or a pause. */
export function Waiting({ job }: { job: Watched }) {
  if (job.status === "pending" && job.queue !== null) {
    return <InQueue job={job} queue={job.queue} />;
  }
  return job.status === "running" && job.runner === "worker" ? <Paused job={job} /> : null;
}

const MATTERS: readonly (QueueView["blocked_by"] | null)[] = [
  "no_worker",
  "queue_paused",
  "extractor_paused",
];

function InQueue({ job, queue }: { job: Watched; queue: QueueView }) {
  const { t } = useTranslation("progress");
  const { blocked_by: why, position } = queue;
  return (
    <Notice grave={MATTERS.includes(why)}>
      {position !== null && (
        <p className="font-medium">
          {position === 1 ? t("queue.next") : t("queue.position", { position })}
          <span className="font-normal text-soft">
            {" "}
            {t("queue.of", { count: queue.waiting_total })}
          </span>
        </p>
      )}
      {why === "run_at" && (
        <p>
          {t("queue.runAt")} <Time at={job.run_at} absolute />
        </p>
      )}
      {why === "needs" && <Needs job={job} />}
      {why !== null && why !== "run_at" && why !== "needs" && <p>{t(`queue.${why}`)}</p>}
      {(why === "queue_paused" || why === "extractor_paused") && (
        <Reason extractor={job.extractor} />
      )}
    </Notice>
  );
}

function Needs({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  const open = job.needs.filter((need) => need.met !== true);
  return (
    <p>
      {t("queue.needs", { count: open.length })}{" "}
      {open.slice(0, 3).map((need) => (
        <Link
          key={need.job_id}
          to="/jobs/$jobId"
          params={{ jobId: need.job_id }}
          className="mr-2 text-accent underline-offset-4 hover:underline"
        >
          {need.job_id.slice(-8)}
        </Link>
      ))}
    </p>
  );
}

function Paused({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  const queue = useQuery({ ...queueMineOptions(), refetchInterval: 15_000 });
  if (queue.data === undefined) return null;
  const { fleet, pauses } = queue.data;
  const pause = pauses.find((each) => each.kind === "queue" || each.name === job.extractor);
  if (pause !== undefined) {
    return (
      <Notice grave>
        <p>{t(pause.kind === "queue" ? "queue.queue_paused" : "queue.extractor_paused")}</p>
        <Reason extractor={job.extractor} />
      </Notice>
    );
  }
  return fleet.workers > fleet.paused_workers ? null : (
    <Notice grave>
      <p>{t("queue.no_worker")}</p>
    </Notice>
  );
}

/** Who paused says why. */
function Reason({ extractor }: { extractor: string }) {
  const { t } = useTranslation("progress");
  const queue = useQuery(queueMineOptions());
  const pause = queue.data?.pauses.find((each) => each.kind === "queue" || each.name === extractor);
  if (pause === undefined) return null;
  return (
    <p className="text-soft">
      {pause.reason !== "" && <bdi>{pause.reason}</bdi>} {t("queue.since")}{" "}
      <Time at={pause.paused_at} />
    </p>
  );
}

function Notice({ grave, children }: { grave: boolean; children: ReactNode }) {
  const Icon = grave ? PauseCircle : Hourglass;
  return (
    <div
      className={cn(
        "flex gap-3 rounded-lg p-3 text-sm",
        grave ? "bg-warn-soft text-warn [&_.text-soft]:text-warn" : "bg-sunken",
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 space-y-1">{children}</div>
    </div>
  );
}
