import { Pause, Play } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { WorkerView } from "@/api/generated";
import { Bytes, Count } from "@/components/numbers";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { type Column, DataTable } from "@/components/ui/table";
import { formatDuration } from "@/lib/format";
import { useLanguage } from "@/lib/language";

import { InHand } from "./InHand";
import type { usePauseWorker } from "./useWorkers";
import { WorkerState } from "./WorkerState";

/** Workers that are alive, and what each does now. */
export function WorkersTable({
  workers,
  change,
}: {
  workers: readonly WorkerView[];
  change: ReturnType<typeof usePauseWorker>;
}) {
  const { t } = useTranslation("admin");
  const columns: Column<WorkerView>[] = [
    {
      key: "name",
      head: t("column.worker"),
      kind: "title",
      cell: (worker) => <Name {...worker} />,
    },
    { key: "state", head: t("column.state"), cell: (worker) => <WorkerState {...worker} /> },
    {
      key: "hand",
      head: t("column.inHand"),
      className: "md:w-1/3",
      cell: (worker) => <InHand worker={worker} />,
    },
    {
      key: "slots",
      head: t("column.slots"),
      kind: "number",
      cell: ({ slots }) => <Count value={slots} />,
    },
    {
      key: "memory",
      head: t("column.memory"),
      kind: "number",
      cell: ({ memory_bytes: bytes }) => (bytes === null ? "–" : <Bytes value={bytes} />),
    },
    {
      key: "beat",
      head: t("column.beat"),
      kind: "number",
      cell: (worker) => <Beat worker={worker} />,
    },
    {
      key: "actions",
      head: t("column.actions"),
      kind: "actions",
      className: "md:text-right",
      cell: ({ id, name, paused_at }) =>
        paused_at === null ? (
          <Button
            size="small"
            aria-label={t("workers.pause", { name })}
            aria-disabled={change.isPending}
            onClick={() => !change.isPending && change.mutate({ id, pausing: true })}
          >
            <Pause /> {t("pause.go")}
          </Button>
        ) : (
          <Button
            size="small"
            variant="primary"
            aria-label={t("workers.resume", { name })}
            aria-disabled={change.isPending}
            onClick={() => !change.isPending && change.mutate({ id, pausing: false })}
          >
            <Play /> {t("pause.resume")}
          </Button>
        ),
    },
  ];
  return (
    <DataTable
      caption={t("workers.alive")}
      columns={columns}
      rows={workers}
      rowKey={({ id }) => id}
    />
  );
}

/** Those that stopped or were given up. */
export function EndedWorkers({ workers }: { workers: readonly WorkerView[] }) {
  const { t } = useTranslation("admin");
  const columns: Column<WorkerView>[] = [
    {
      key: "name",
      head: t("column.worker"),
      kind: "title",
      cell: (worker) => <Name {...worker} />,
    },
    { key: "state", head: t("column.state"), cell: (worker) => <WorkerState {...worker} /> },
    {
      key: "started",
      head: t("column.started"),
      cell: ({ started_at }) => <Time at={started_at} />,
    },
    {
      key: "ended",
      head: t("column.ended"),
      cell: ({ ended_at }) => (ended_at === null ? "–" : <Time at={ended_at} />),
    },
  ];
  return (
    <DataTable
      caption={t("workers.ended")}
      columns={columns}
      rows={workers}
      rowKey={({ id }) => id}
    />
  );
}

function Name({ name, host, pid, version }: WorkerView) {
  const { t } = useTranslation("admin");
  const place = t("workers.place", { host, pid, version });
  return (
    <>
      <bdi className="line-clamp-1 font-medium" title={name}>
        {name}
      </bdi>
      <bdi className="line-clamp-2 text-xs text-soft" title={place}>
        {place}
      </bdi>
    </>
  );
}

function Beat({ worker }: { worker: WorkerView }) {
  const { t } = useTranslation("admin");
  const duration = formatDuration(Math.round(worker.seconds_since_beat), useLanguage());
  return <span className="whitespace-nowrap">{t("workers.ago", { duration })}</span>;
}
