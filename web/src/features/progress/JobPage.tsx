import { Link, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { CopyButton } from "@/components/copy-button";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Page, PageHeader } from "@/components/page";
import { Time } from "@/components/time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

import { JobProgress } from "./JobProgress";
import { DeleteJob } from "./page/DeleteJob";
import { JobTabs } from "./page/JobTabs";
import { ProgressSkeleton } from "./parts/ProgressSkeleton";
import type { JobTab } from "./search";
import { Attempts } from "./page/Attempts";
import { Config } from "./page/Config";
import { Items } from "./page/Items";
import { Log } from "./page/Log";
import { Results } from "./page/Results";
import { Sources } from "./page/Sources";
import { Timeline } from "./page/Timeline";
import { useExtractor } from "./useExtractor";
import { isActive, useJob, type Watched } from "./useJob";

const TABS: Record<JobTab, (props: { job: Watched; toldAt: number }) => ReactNode> = {
  timeline: Timeline,
  items: Items,
  attempts: Attempts,
  log: Log,
  settings: Config,
  files: Sources,
  results: Results,
};

/** All there is to know of one job. */
export default function JobPage() {
  const { jobId } = useParams({ from: "/app/jobs/$jobId" });
  const { tab = "timeline" } = useSearch({ from: "/app/jobs/$jobId" });
  const watch = useJob(jobId);
  const { job } = watch;
  const [deleted, setDeleted] = useState<string | null>(null);
  const Tab = TABS[tab];
  if (deleted === jobId) return <Deleted job={job} />;
  return (
    <Page>
      {job !== undefined ? (
        <>
          <Header job={job} onDelete={(is) => setDeleted(is ? jobId : null)} />
          <Card className="mb-8">
            <JobProgress job={job} watch={watch} />
          </Card>
          <JobTabs job={job} />
          <Tab key={jobId} job={job} toldAt={watch.toldAt} />
        </>
      ) : watch.error !== null ? (
        <ErrorNotice error={watch.error} onRetry={watch.retry} />
      ) : (
        <Card>
          <ProgressSkeleton />
        </Card>
      )}
    </Page>
  );
}

function Header({ job, onDelete }: { job: Watched; onDelete: (is: boolean) => void }) {
  const { t } = useTranslation("progress");
  const extractor = useExtractor(job.extractor);
  return (
    <PageHeader
      title={extractor?.title ?? job.extractor}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link
            to="/projects/$projectId"
            params={{ projectId: job.project_id }}
            className="line-clamp-1 font-medium text-accent underline-offset-4 hover:underline"
          >
            <bdi>{job.project_name}</bdi>
          </Link>
          {job.created_by_name !== null && (
            <bdi className="line-clamp-1">{t("by", { name: job.created_by_name })}</bdi>
          )}
          <Time at={job.created_at} />
          {job.priority !== "normal" && <Badge>{t(`priorities.${job.priority}`)}</Badge>}
          <span className="flex items-center gap-1 text-xs">
            <code>{job.id.slice(-8)}</code> <CopyButton text={job.id} label={t("copyId")} />
          </span>
        </span>
      }
      actions={!isActive(job.status) && <DeleteJob job={job} onDelete={onDelete} />}
    />
  );
}

function Deleted({ job }: { job: Watched | undefined }) {
  const { t } = useTranslation("progress");
  return (
    <Page>
      <EmptyState
        icon={Trash2}
        title={t("deleted.title")}
        actions={
          <Button asChild>
            {job === undefined ? (
              <Link to="/jobs">{t("running.all")}</Link>
            ) : (
              <Link to="/projects/$projectId/jobs" params={{ projectId: job.project_id }}>
                {t("deleted.toJobs")}
              </Link>
            )}
          </Button>
        }
      >
        {t("deleted.help")}
      </EmptyState>
    </Page>
  );
}
