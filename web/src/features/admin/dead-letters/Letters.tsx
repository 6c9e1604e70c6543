import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { DeadLetter } from "@/api/generated";
import { Count } from "@/components/numbers";
import { Time } from "@/components/time";
import { Checkbox } from "@/components/ui/field";
import { type Column, DataTable } from "@/components/ui/table";
import { JobActions } from "@/features/jobs/JobActions";
import { isChosen, type Selection, toggled } from "@/features/jobs/selection";
import { useRowKeys } from "@/lib/row-keys";
import { useShortcut } from "@/lib/shortcuts";

/** Each with its error, its attempts, and the worker that had it last. */
export function Letters({
  letters,
  selection,
  onSelect,
}: {
  letters: readonly DeadLetter[];
  selection: Selection;
  onSelect: (selection: Selection) => void;
}) {
  const { t } = useTranslation(["admin", "jobs"]);
  const list = useRowKeys<HTMLDivElement>();
  const ids = letters.map(({ job }) => job.id);
  const toggle = (id: string, range: boolean) =>
    onSelect(toggled(selection, ids, ids.indexOf(id), range));
  useShortcut("x", t("jobs:keys.choose"), () => {
    const row = document.activeElement?.closest("[data-row]");
    const id = row?.querySelector("[data-job]")?.getAttribute("data-job");
    if (id != null) toggle(id, false);
  });
  const columns: Column<DeadLetter>[] = [
    {
      key: "job",
      head: t("column.job"),
      kind: "title",
      className: "md:w-1/4",
      cell: ({ job }) => (
        <div className="flex gap-3">
          <Checkbox
            className="mt-0.5 shrink-0"
            aria-label={t("jobs:choose", { name: job.project_name })}
            checked={isChosen(selection, job.id)}
            onChange={({ nativeEvent }) =>
              toggle(job.id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
            }
          />
          <Named job={job} />
        </div>
      ),
    },
    {
      key: "error",
      head: t("column.error"),
      className: "md:w-1/3",
      cell: ({ job }) => (
        <p className="line-clamp-3 text-sm" title={job.error_message ?? undefined}>
          <bdi>{job.error_message}</bdi>
        </p>
      ),
    },
    {
      key: "worker",
      head: t("column.lastWorker"),
      className: "md:min-w-32",
      cell: ({ job, attempts }) => (
        <bdi className="line-clamp-1">{attempts.at(-1)?.worker ?? job.last_worker ?? "–"}</bdi>
      ),
    },
    {
      key: "attempts",
      head: t("column.attempts"),
      kind: "number",
      cell: ({ job }) => <Count value={job.attempt} />,
    },
    {
      key: "at",
      head: t("column.failed"),
      cell: ({ job }) => <Time at={job.completed_at ?? job.updated_at} />,
    },
    {
      key: "actions",
      head: t("column.actions"),
      kind: "actions",
      className: "md:text-right",
      cell: ({ job }) => <JobActions job={job} name={job.project_name} />,
    },
  ];
  return (
    <div ref={list}>
      <DataTable
        caption={t("dead.title")}
        columns={columns}
        rows={letters}
        rowKey={({ job }) => job.id}
        isChosen={({ job }) => isChosen(selection, job.id)}
      />
    </div>
  );
}

function Named({ job }: Pick<DeadLetter, "job">) {
  return (
    <div className="min-w-0" data-job={job.id}>
      <Link
        to="/jobs/$jobId"
        params={{ jobId: job.id }}
        title={job.project_name}
        className="line-clamp-1 font-medium underline-offset-4 hover:text-accent hover:underline"
      >
        <bdi>{job.project_name}</bdi>
      </Link>
      <p className="line-clamp-1 text-xs text-soft">
        <bdi>{[job.extractor, job.first_file].filter(Boolean).join(" · ")}</bdi>
      </p>
    </div>
  );
}
