import { useTranslation } from "react-i18next";

import { NavTabs } from "@/components/page";
import { Badge } from "@/components/ui/badge";
import { formatCount } from "@/lib/format";
import { useLanguage } from "@/lib/language";

import { type JobTab, TABS } from "../search";
import type { Watched } from "../useJob";

/** The parts of a job's page, each with an address; with how many there are where that is known. */
export function JobTabs({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  const language = useLanguage();
  const counts: Partial<Record<JobTab, number>> = {
    items: job.total_items,
    attempts: job.attempt,
    files: job.file_count,
  };
  return (
    <div className="mb-6">
      <NavTabs
        label={t("tabs.label")}
        tabs={TABS.map((tab) => ({
          label: (
            <>
              {t(`tabs.${tab}`)}
              {(counts[tab] ?? 0) > 1 && <Badge>{formatCount(counts[tab] ?? 0, language)}</Badge>}
            </>
          ),
          link: {
            to: "/jobs/$jobId",
            params: { jobId: job.id },
            search: { tab: tab === "timeline" ? undefined : tab },
            replace: true,
            resetScroll: false,
            activeOptions: { explicitUndefined: true },
          },
        }))}
      />
    </div>
  );
}
