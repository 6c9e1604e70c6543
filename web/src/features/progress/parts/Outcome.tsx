import { Link, type LinkProps } from "@tanstack/react-router";
import {
  CheckCircle2,
  Files,
  Link2Off,
  Newspaper,
  Package,
  SearchX,
  TriangleAlert,
  Waypoints,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

import type { Watched } from "../useJob";
import { FailedItems } from "./FailedItems";

/** What came of it, and where to find it. Nothing found, or some failed, never looks like plain
 * success. */
export function Outcome({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  if (job.status === "cancelled") return <Cancelled job={job} />;
  if (job.status !== "completed") return null;
  const foundNothing = isNothing(job);
  const isPartial = job.failed_items > 0;
  const Icon = foundNothing ? SearchX : isPartial ? TriangleAlert : CheckCircle2;
  return (
    <div
      className={cn(
        "space-y-3 rounded-lg p-4 text-sm",
        foundNothing || isPartial ? "bg-warn-soft" : "bg-good-soft",
      )}
    >
      <div className="flex gap-3">
        <Icon
          aria-hidden
          className={cn(
            "mt-0.5 size-4 shrink-0",
            foundNothing || isPartial ? "text-warn" : "text-good",
          )}
        />
        <div className="min-w-0 space-y-1">
          <p className="font-medium">{title()}</p>
          <p dir="auto">{told(job)}</p>
          {foundNothing && (
            <p className="text-soft">
              {t(job.extractor === "newsletters" ? "outcome.nothingInMail" : "outcome.nothingHelp")}
            </p>
          )}
          {isPartial && (
            <p className="text-soft">
              {t("outcome.partialHelp")} <FailedItems job={job} />
            </p>
          )}
        </div>
      </div>
      <Results job={job} foundNothing={foundNothing} />
    </div>
  );

  function title(): string {
    if (foundNothing) return t("outcome.nothing");
    return isPartial ? t("outcome.partial", { count: job.failed_items }) : t("outcome.done");
  }
}

function Cancelled({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  return (
    <div className="space-y-1 rounded-lg bg-sunken p-4 text-sm">
      <p dir="auto">{job.progress_message}</p>
      <p className="text-soft">{t("outcome.cancelledHelp")}</p>
    </div>
  );
}

function Results({ job, foundNothing }: { job: Watched; foundNothing: boolean }) {
  const { t } = useTranslation("progress");
  const project = { projectId: job.project_id };
  const links: { link: LinkProps; icon: typeof Files; label: string }[] = [
    {
      link: { to: "/projects/$projectId/files", params: project },
      icon: Files,
      label: t("toFiles"),
    },
    {
      link: { to: "/jobs/$jobId", params: { jobId: job.id }, search: { tab: "results" } },
      icon: Package,
      label: t("toResults"),
    },
  ];
  if (job.extractor === "newsletters") {
    const search = { job: job.id };
    links.unshift(
      {
        link: { to: "/projects/$projectId/articles", params: project, search },
        icon: Newspaper,
        label: t("toArticles"),
      },
      {
        link: { to: "/projects/$projectId/articles/rejected", params: project, search },
        icon: Link2Off,
        label: t("toRejected"),
      },
    );
  }
  if (job.created_objects.length > 0) {
    links.unshift({
      link: { to: "/projects/$projectId/graph", params: project },
      icon: Waypoints,
      label: t("toGraph"),
    });
  }
  return (
    <div className="flex flex-wrap gap-2">
      {links.map(({ link, icon: Icon, label }, at) => (
        <Button
          key={label}
          asChild
          size="small"
          variant={at === 0 && !foundNothing && links.length > 2 ? "primary" : "secondary"}
        >
          <Link {...link}>
            <Icon /> {label}
          </Link>
        </Button>
      ))}
    </div>
  );
}

/** The extractor's own line: "85 concepts, 214 relations". */
function told(job: Watched): string {
  const message = job.summary?.message;
  return typeof message === "string" && message !== "" ? message : job.progress_message;
}

/** Extractors and the server say so in these words. */
function isNothing(job: Watched): boolean {
  return job.total_items === 0 || /^nothing\b/i.test(told(job));
}
