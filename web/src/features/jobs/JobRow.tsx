import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { JobLine } from "@/api/generated";
import { Duration, Time } from "@/components/time";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/field";
import { Progress } from "@/components/ui/progress";
import { cn } from "@/lib/cn";

import { JobActions } from "./JobActions";
import { StatusBadge } from "./StatusBadge";

interface Props {
  job: JobLine;
  ofProject: boolean;
  chosen: boolean;
  /** `range`: with shift. */
  onToggle: (range: boolean) => void;
  onOpen: () => void;
}

/** One job: what it reads, how it stands, since when. */
export function JobRow({ job, ofProject, chosen, onToggle }: Props) {
  const { t } = useTranslation("jobs");
  const name = ofProject ? nameOf(job) : job.project_name;
  return (
    <div
      className={cn(
        "flex min-h-[62px] items-center gap-3 rounded-lg border border-line bg-surface px-3 py-2 hover:border-line-strong",
        chosen && "border-accent bg-accent-soft",
      )}
    >
      <Checkbox
        aria-label={t("choose", { name })}
        checked={chosen}
        onChange={(event) =>
          onToggle(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
        }
      />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <Link
            to="/jobs/$jobId"
            params={{ jobId: job.id }}
            className="min-w-0 truncate text-sm font-medium underline-offset-4 hover:text-accent hover:underline"
            title={name}
          >
            <bdi>{name}</bdi>
          </Link>
          {job.priority !== "normal" && (
            <Badge tone={job.priority === "urgent" ? "warn" : "neutral"}>
              {t(`priority.${job.priority}`)}
            </Badge>
          )}
        </p>
        <p className="truncate text-xs text-soft" title={told(job)}>
          <bdi>{told(job)}</bdi>
        </p>
      </div>
      {job.status === "running" && (
        <Progress
          value={job.progress}
          label={t("progressOf", { name: name.slice(0, 60) })}
          className="hidden w-28 sm:block"
        />
      )}
      <div className="flex shrink-0 flex-col items-end gap-1">
        <StatusBadge {...job} />
        <p className="hidden text-xs text-soft sm:block">
          <Time at={job.created_at} />
          {job.elapsed_seconds !== null && (
            <>
              {" · "}
              <Duration seconds={job.elapsed_seconds} />
            </>
          )}
        </p>
      </div>
      <JobActions job={job} name={name} />
    </div>
  );
}

/** Within a project: the files say which job it is. */
function nameOf(job: JobLine): string {
  const first = job.first_file ?? job.source_id ?? job.extractor;
  return job.file_count > 1 ? `${first} +${job.file_count - 1}` : first;
}

function told(job: JobLine): string {
  const line = job.status === "running" ? job.progress_message || job.outcome : job.outcome;
  return [job.extractor, line].filter(Boolean).join(" · ");
}
