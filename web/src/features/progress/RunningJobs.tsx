import { useQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { lazy } from "react";
import { useTranslation } from "react-i18next";

import { extractionListsCountsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { MenuOnDemand } from "@/components/ui/menu-on-demand";
import { formatCount } from "@/lib/format";
import { useLanguage } from "@/lib/language";
import { usePolling } from "@/live/LiveProvider";
import { useMe } from "@/shell/me";

import { MOST_ACTIVE, useMyActiveJobs } from "./useMyActiveJobs";

const SHOWN = 5;
const load = () => import("./RunningJobsMenu");
const RunningJobsMenu = lazy(load);

/** How many of one's own jobs run or wait, and the newest of them; nothing when there is none. */
export function RunningJobs() {
  const { t } = useTranslation("progress");
  const language = useLanguage();
  const jobs = useMyActiveJobs().data?.jobs ?? [];
  const counts = useQuery({
    ...extractionListsCountsOptions({ query: { created_by: useMe().id } }),
    enabled: jobs.length >= MOST_ACTIVE, // fewer are counted at sight
    refetchInterval: usePolling(true),
  });
  if (jobs.length === 0) return null;
  const { running, pending } = counts.data?.by_status ?? {};
  const isMany = jobs.length >= MOST_ACTIVE && running !== undefined && pending !== undefined;
  const number = isMany ? running.jobs + pending.jobs : jobs.length;
  const shown =
    formatCount(number, language) + (isMany && (running.more || pending.more) ? "+" : "");
  return (
    <MenuOnDemand
      load={load}
      trigger={
        <Button size="small" aria-label={t("running.label", { count: number, shown })}>
          <Activity className="text-accent motion-safe:animate-pulse" />
          <span className="tabular-nums">{shown}</span>
        </Button>
      }
    >
      {(trigger) => (
        <RunningJobsMenu
          trigger={trigger}
          title={t("running.title", { count: number, shown })}
          jobs={jobs.slice(0, SHOWN)}
        />
      )}
    </MenuOnDemand>
  );
}
