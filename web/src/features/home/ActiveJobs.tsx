import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { extractionListsLinesOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Card, Section } from "@/components/ui/card";
import { Progress } from "@/components/ui/progress";
import { StatusBadge } from "@/features/jobs/StatusBadge";
import { usePolling } from "@/live/LiveProvider";

const SHOWN = 5;

/** What runs or waits now, newest first; nothing when there is nothing. */
export function ActiveJobs() {
  const { t } = useTranslation("home");
  const jobs = useQuery({
    ...extractionListsLinesOptions({ query: { status: ["running", "pending"], limit: SHOWN } }),
    refetchInterval: usePolling(true),
  });
  if (jobs.data === undefined || jobs.data.jobs.length === 0) return null;
  return (
    <Section
      title={t("running")}
      actions={
        <Link to="/jobs" className="text-sm text-accent underline-offset-4 hover:underline">
          {t("allJobs")}
        </Link>
      }
    >
      <Card className="divide-y divide-line p-0">
        {jobs.data.jobs.map((job) => (
          <Link
            key={job.id}
            to="."
            search={{ watch: job.id }}
            className="grid items-center gap-x-4 gap-y-2 px-4 py-3 text-sm first:rounded-t-xl last:rounded-b-xl hover:bg-sunken sm:grid-cols-[1fr_auto_12rem]"
          >
            <bdi className="line-clamp-1 font-medium">{job.project_name}</bdi>
            <span className="flex">
              <StatusBadge {...job} />
            </span>
            <Progress
              value={job.progress}
              label={t("progressOf", { name: job.project_name.slice(0, 60) })}
            />
          </Link>
        ))}
      </Card>
    </Section>
  );
}
