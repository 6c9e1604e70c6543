import { ChevronDown, RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { useOpenExtract } from "@/features/extract/open";

import { useRetryJob } from "../actions";
import type { Watched } from "../useJob";

type Way = "failed_items" | "checkpoint" | "start";

/** The ways to do it again: under its id, or as a new job with other settings. */
export function Retry({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  const { retry, isPending, error } = useRetryJob(job.id);
  const openExtract = useOpenExtract();
  const again = () => openExtract(job.project_id, { again: job.id });
  const ways = waysOf(job);
  if (ways.length === 0) {
    return job.runner === "external" ? null : (
      <Button onClick={again}>
        <RotateCw /> {t("retry.again")}
      </Button>
    );
  }
  return (
    <div className="space-y-3">
      <Menu
        align="start"
        trigger={
          <Button variant="primary" aria-disabled={isPending}>
            <RotateCw /> {t("retry.label")} <ChevronDown />
          </Button>
        }
      >
        {ways.map((way) => (
          <MenuItem key={way} onSelect={() => retry({ from: way })}>
            <Choice title={t(`retry.${way}`)} help={t(`retry.${way}_help`)} />
          </MenuItem>
        ))}
        {job.runner === "worker" && (
          <>
            <MenuLine />
            <MenuItem onSelect={again}>
              <Choice title={t("retry.new")} help={t("retry.new_help")} />
            </MenuItem>
          </>
        )}
      </Menu>
      {error !== null && <ErrorNotice error={error} />}
    </div>
  );
}

function Choice({ title, help }: { title: string; help: string }) {
  return (
    <span className="block max-w-72">
      <span className="block font-medium">{title}</span>
      <span className="block text-xs text-soft">{help}</span>
    </span>
  );
}

/** What there is to do again. The server has the last word. */
export function waysOf(job: Pick<Watched, "status" | "failed_items">): Way[] {
  if (job.status === "failed" || job.status === "cancelled") return ["checkpoint", "start"];
  return job.failed_items > 0 ? ["failed_items", "start"] : [];
}
