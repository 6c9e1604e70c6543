import { useQueryClient } from "@tanstack/react-query";
import { Copy, Ellipsis, Eye, RotateCw, Square, Trash2 } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "@tanstack/react-router";
import { toast } from "@/lib/toast";

import { extractionsDelete, type JobLine } from "@/api/generated";
import { refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { useOpenExtract } from "@/features/extract/open";
import { useCancelJob, useRetryJob } from "@/features/progress/actions";
import { doUnlessUndone } from "@/lib/undo";

/** What can be done with one job, as its state allows. */
export function JobActions({ job, name }: { job: JobLine; name: string }) {
  const { t } = useTranslation(["jobs", "common"]);
  const navigate = useNavigate();
  const openExtract = useOpenExtract();
  const say = useErrorText();
  const { cancel, error: uncancelled } = useCancelJob(job.id);
  const { retry, error: unretried } = useRetryJob(job.id);
  const refusal = uncancelled ?? unretried;
  useEffect(() => {
    if (refusal !== null) toast.error(say(refusal));
  }, [refusal]); // eslint-disable-line react-hooks/exhaustive-deps -- once for each refusal
  const remove = useDeleteJob(job);
  const active = job.status === "pending" || job.status === "running";
  const retryable = job.status === "failed" || job.status === "cancelled" || job.failed_items > 0;
  return (
    <Menu
      trigger={
        <IconButton label={t("actions", { name })} size="small">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem onSelect={() => void navigate({ to: "/jobs/$jobId", params: { jobId: job.id } })}>
        <Eye /> {t("open")}
      </MenuItem>
      {active && (
        <MenuItem disabled={job.cancelling} onSelect={() => cancel()}>
          <Square /> {t("common:cancel")}
        </MenuItem>
      )}
      {!active && retryable && (
        <MenuItem
          onSelect={() =>
            retry({
              from: job.status === "completed" ? "failed_items" : "checkpoint",
              items: null,
              config: null,
              priority: null,
            })
          }
        >
          <RotateCw /> {t("retry")}
        </MenuItem>
      )}
      {job.runner === "worker" && (
        <MenuItem onSelect={() => openExtract(job.project_id, { again: job.id })}>
          <Copy /> {t("again")}
        </MenuItem>
      )}
      {!active && (
        <>
          <MenuLine />
          <MenuItem danger onSelect={remove}>
            <Trash2 /> {t("common:delete")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

function useDeleteJob(job: JobLine): () => void {
  const { t } = useTranslation(["jobs", "common"]);
  const client = useQueryClient();
  const say = useErrorText();
  const again = () => void refresh(client, "extractionListsLines", "extractionListsCounts");
  return () =>
    doUnlessUndone({
      message: t("deleted"),
      undo: t("common:undo"),
      begin: () => undefined,
      revert: () => undefined,
      act: async (leaving) => {
        await extractionsDelete({ path: { job_id: job.id }, keepalive: leaving });
        again();
      },
      fail: (error) => toast.error(say(error)),
    });
}
