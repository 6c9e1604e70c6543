import { Link } from "@tanstack/react-router";
import { FileText, Waypoints } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ProjectOverview } from "@/api/generated";
import { Time } from "@/components/time";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/features/jobs/StatusBadge";

/** One project at a glance: what is in it, what was found, what happened last. */
export function ProjectCard({ project }: { project: ProjectOverview }) {
  const { t } = useTranslation(["home", "projects"]);
  const path = { projectId: project.id };
  const active = project.running + project.waiting;
  return (
    <Card className="relative flex h-full flex-col gap-3 transition-colors hover:border-line-strong">
      <div className="flex items-start justify-between gap-2">
        <h3 className="min-w-0 font-semibold">
          <Link
            to="/projects/$projectId"
            params={path}
            className="line-clamp-2 after:absolute after:inset-0 after:rounded-xl"
            title={project.name}
          >
            <bdi>{project.name}</bdi>
          </Link>
        </h3>
        {project.kind === "course" && <Badge>{t("projects:course")}</Badge>}
      </div>
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-soft">
        <span className="flex items-center gap-1.5">
          <FileText aria-hidden className="size-4" /> {t("files", { count: project.files })}
        </span>
        {project.objects > 0 && (
          <Link
            to="/projects/$projectId/graph"
            params={path}
            className="relative z-10 flex items-center gap-1.5 underline-offset-4 hover:text-accent hover:underline"
          >
            <Waypoints aria-hidden className="size-4" /> {t("concepts", { count: project.objects })}
          </Link>
        )}
      </p>
      <p className="mt-auto flex flex-wrap items-center gap-2 pt-1 text-xs text-soft">
        {active > 0 ? (
          <Badge tone="info">{t("active", { count: active })}</Badge>
        ) : project.last_job !== null ? (
          <>
            <StatusBadge
              status={project.last_job.status}
              failed_items={project.last_job.failed_items}
            />
            {project.last_job.completed_at !== null && <Time at={project.last_job.completed_at} />}
          </>
        ) : (
          t("nothingExtracted")
        )}
      </p>
    </Card>
  );
}

export function ProjectCardSkeleton() {
  return (
    <Card className="space-y-4">
      <Skeleton className="h-5 w-2/3" />
      <Skeleton className="w-1/2" />
      <Skeleton className="w-1/3" />
    </Card>
  );
}
