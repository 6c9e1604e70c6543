import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Waypoints } from "lucide-react";
import { useTranslation } from "react-i18next";

import { extractionListsLinesOfProjectOptions } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { SkeletonLines } from "@/components/ui/skeleton";
import { usePolling } from "@/live/LiveProvider";

/** The job that makes, or changes, the project's graph now. */
export function useActiveJob(projectId: string) {
  const jobs = useQuery({
    ...extractionListsLinesOfProjectOptions({
      path: { project_id: projectId },
      query: { status: ["running", "pending"], limit: 1 },
    }),
    refetchInterval: usePolling(true),
  });
  return { job: jobs.data?.jobs[0], isPending: jobs.isPending };
}

/** There is no graph: that it is being made, or how to make one. */
export function NoGraph({ projectId }: { projectId: string }) {
  const { t } = useTranslation("graph");
  const { job, isPending } = useActiveJob(projectId);
  if (isPending) return <SkeletonLines />;
  if (job === undefined) {
    return (
      <EmptyState
        icon={Waypoints}
        title={t("none.title")}
        actions={
          <Button asChild variant="primary">
            <Link to="/projects/$projectId/files" params={{ projectId }}>
              {t("none.toFiles")}
            </Link>
          </Button>
        }
      >
        {t("none.help")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Waypoints}
      title={t("making.title")}
      actions={
        <Button asChild variant="primary">
          <Link to="/jobs/$jobId" params={{ jobId: job.id }}>
            {t("making.toJob")}
          </Link>
        </Button>
      }
    >
      <p>{t("making.help")}</p>
      <Progress value={job.progress} label={t("making.title")} className="mt-4" />
    </EmptyState>
  );
}

/** A line that says that a job will bring more. */
export function MakingMore({ projectId }: { projectId: string }) {
  const { t } = useTranslation("graph");
  const { job } = useActiveJob(projectId);
  return (
    <div role="status">
      {job !== undefined && (
        <p className="rounded-lg bg-info-soft px-3 py-2 text-sm text-info">
          {t("making.more")}{" "}
          <Link
            to="/jobs/$jobId"
            params={{ jobId: job.id }}
            className="font-medium underline underline-offset-4"
          >
            {t("making.toJob")}
          </Link>
        </p>
      )}
    </div>
  );
}
