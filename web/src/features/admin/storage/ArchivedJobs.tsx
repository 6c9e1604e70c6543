import { useTranslation } from "react-i18next";

import type { ArchivedJobView } from "@/api/generated";
import { CopyButton } from "@/components/copy-button";
import { Count } from "@/components/numbers";
import { Time } from "@/components/time";
import { type Column, DataTable } from "@/components/ui/table";
import { StatusBadge } from "@/features/jobs/StatusBadge";

/** Summaries of jobs: their items and artifacts are gone. */
export function ArchivedJobs({ jobs }: { jobs: readonly ArchivedJobView[] }) {
  const { t } = useTranslation("admin");
  const columns: Column<ArchivedJobView>[] = [
    {
      key: "job",
      head: t("column.job"),
      kind: "title",
      cell: ({ id, extractor }) => (
        <>
          <p className="font-medium">{extractor}</p>
          <p className="flex items-center gap-1 font-mono text-xs text-soft">
            {id.slice(0, 13)}… <CopyButton text={id} label={t("archive.copyId")} />
          </p>
        </>
      ),
    },
    { key: "state", head: t("column.state"), cell: (job) => <StatusBadge {...job} /> },
    {
      key: "told",
      head: t("column.outcome"),
      className: "md:w-2/5",
      cell: ({ error_message, progress_message }) => (
        <bdi className="line-clamp-2" title={error_message ?? progress_message}>
          {error_message ?? progress_message}
        </bdi>
      ),
    },
    {
      key: "items",
      head: t("column.items"),
      kind: "number",
      cell: ({ total_items }) => <Count value={total_items} />,
    },
    {
      key: "ended",
      head: t("column.ended"),
      cell: ({ completed_at }) => <Time at={completed_at} absolute />,
    },
    {
      key: "archived",
      head: t("column.archived"),
      cell: ({ archived_at }) => <Time at={archived_at} absolute />,
    },
  ];
  return (
    <DataTable caption={t("archive.title")} columns={columns} rows={jobs} rowKey={({ id }) => id} />
  );
}
