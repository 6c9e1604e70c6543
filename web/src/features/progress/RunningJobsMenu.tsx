import { Link } from "@tanstack/react-router";
import { DropdownMenu } from "radix-ui";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

import type { JobLine } from "@/api/generated";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { Progress } from "@/components/ui/progress";
import { StatusBadge } from "@/features/jobs/StatusBadge";

export default function RunningJobsMenu({
  trigger,
  title,
  jobs,
}: {
  trigger: ReactElement;
  title: string;
  jobs: readonly JobLine[];
}) {
  const { t } = useTranslation("progress");
  return (
    <Menu trigger={trigger} defaultOpen>
      <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-xs text-soft">
        {title}
      </DropdownMenu.Label>
      {jobs.map((job) => (
        <MenuItem key={job.id} asChild>
          <Link to="." search={(before) => ({ ...before, watch: job.id })}>
            <Line job={job} />
          </Link>
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem asChild>
        <Link to="/jobs">{t("running.all")}</Link>
      </MenuItem>
    </Menu>
  );
}

function Line({ job }: { job: JobLine }) {
  const { t } = useTranslation("progress");
  return (
    <span className="block w-64 space-y-1.5">
      <span className="flex items-center justify-between gap-3">
        <bdi className="truncate font-medium" title={job.project_name}>
          {job.project_name}
        </bdi>
        <span className="shrink-0 [&_svg]:size-3!">
          <StatusBadge {...job} />
        </span>
      </span>
      <span className="block truncate text-xs text-soft">{job.progress_message}</span>
      <Progress value={job.progress} label={t("progress")} className="h-1.5" />
    </span>
  );
}
