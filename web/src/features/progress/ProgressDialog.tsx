import { Link } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

import { JobProgress } from "./JobProgress";
import { ProgressSkeleton } from "./parts/ProgressSkeleton";
import { useExtractor } from "./useExtractor";
import { isActive, useJob } from "./useJob";

/** A job's progress over whatever page is open. Closing it stops nothing. */
export default function ProgressDialog({ jobId, onClose }: { jobId: string; onClose: () => void }) {
  const { t } = useTranslation(["common", "progress"]);
  const watch = useJob(jobId);
  const { job } = watch;
  const extractor = useExtractor(job?.extractor);
  return (
    <Dialog
      open
      onClose={onClose}
      shape="wide"
      title={extractor?.title ?? job?.extractor ?? t("progress:title")}
      description={job && <About job={job} />}
      footer={
        <>
          {job !== undefined && isActive(job.status) && (
            <p className="mr-auto self-center text-xs text-soft">{t("progress:closing")}</p>
          )}
          <Button asChild>
            <Link to="/jobs/$jobId" params={{ jobId }}>
              <ExternalLink /> {t("progress:toPage")}
            </Link>
          </Button>
          <Button onClick={onClose}>{t("close")}</Button>
        </>
      }
    >
      {job !== undefined ? (
        <JobProgress job={job} watch={watch} />
      ) : watch.error !== null ? (
        <ErrorNotice error={watch.error} onRetry={watch.retry} />
      ) : (
        <ProgressSkeleton />
      )}
    </Dialog>
  );
}

function About({ job }: { job: { project_name: string; file_count: number } }) {
  const { t } = useTranslation("progress");
  return (
    <span className="line-clamp-2">
      <bdi>{job.project_name}</bdi>
      {job.file_count > 0 && ` · ${t("files", { count: job.file_count })}`}
    </span>
  );
}
