import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { JobLine } from "@/api/generated";
import { extractionListsLinesOptions } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Elapsed } from "@/components/time";
import { Badge } from "@/components/ui/badge";
import { Section } from "@/components/ui/card";
import { SkeletonLines } from "@/components/ui/skeleton";
import { type Column, DataTable } from "@/components/ui/table";
import { usePolling } from "@/live/LiveProvider";

const SHOWN = 15;

/** The jobs that wait, in their order: those in projects that the administrator sees. */
export function WaitingJobs() {
  const { t } = useTranslation(["admin", "jobs"]);
  const waiting = useQuery({
    ...extractionListsLinesOptions({
      query: { status: ["pending"], sort: "priority", limit: SHOWN },
    }),
    refetchInterval: usePolling(true),
  });
  const columns: Column<JobLine>[] = [
    { key: "job", head: t("column.job"), kind: "title", className: "md:w-2/5", cell: named },
    {
      key: "owner",
      head: t("column.owner"),
      cell: (job) => <bdi className="line-clamp-1">{job.created_by_name ?? t("somebody")}</bdi>,
    },
    {
      key: "priority",
      head: t("column.priority"),
      cell: ({ priority }) => (
        <Badge tone={priority === "urgent" ? "warn" : "neutral"}>
          {t(`jobs:priority.${priority}`)}
        </Badge>
      ),
    },
    {
      key: "since",
      head: t("column.waitingSince"),
      kind: "number",
      cell: ({ queued_at }) => <Elapsed since={queued_at} />,
    },
  ];
  return (
    <Section
      title={t("queue.waiting")}
      actions={
        <Link
          to="/jobs"
          search={{ status: "pending", sort: "priority" }}
          className="text-sm text-accent underline-offset-4 hover:underline"
        >
          {t("queue.allWaiting")}
        </Link>
      }
    >
      <p className="text-sm text-soft">{t("queue.waitingWhat")}</p>
      {waiting.isError && (
        <ErrorNotice error={waiting.error} onRetry={() => void waiting.refetch()} />
      )}
      {waiting.isPending && <SkeletonLines lines={3} />}
      {waiting.data?.jobs.length === 0 && (
        <p role="status" className="rounded-xl border border-line px-4 py-6 text-center text-sm">
          {t("queue.noneWaits")}
        </p>
      )}
      {waiting.data !== undefined && waiting.data.jobs.length > 0 && (
        <DataTable
          caption={t("queue.waiting")}
          columns={columns}
          rows={waiting.data.jobs}
          rowKey={({ id }) => id}
        />
      )}
    </Section>
  );
}

function named(job: JobLine) {
  return (
    <>
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
    </>
  );
}
