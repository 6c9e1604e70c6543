import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ScheduleView } from "@/api/generated";
import { Time } from "@/components/time";
import { StatusBadge } from "@/features/jobs/StatusBadge";

/** How its last job went, and why its last time came to nothing. */
export function LastResult({ schedule }: { schedule: ScheduleView }) {
  const { t } = useTranslation("schedules");
  const [last] = schedule.last_jobs;
  const trouble = schedule.last_error ?? schedule.paused_reason;
  return (
    <div className="space-y-1">
      {last === undefined ? (
        trouble === null && <span className="text-soft">{t("neverRan")}</span>
      ) : (
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            to="."
            search={(before) => ({ ...before, watch: last.id })}
            className="rounded-full"
            aria-label={t("showLast", { name: schedule.name.slice(0, 60) })}
          >
            <StatusBadge status={last.status} />
          </Link>
          <span className="text-xs text-soft">
            <Time at={last.created_at} />
          </span>
        </p>
      )}
      {trouble !== null && (
        <p className="flex gap-1.5 text-xs text-warn" title={trouble}>
          <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <bdi className="line-clamp-3">{trouble}</bdi>
        </p>
      )}
    </div>
  );
}
