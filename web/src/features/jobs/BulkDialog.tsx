import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/lib/toast";

import { refresh } from "@/api/queries";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";

import { type BulkAction, type Came, type Chosen, doBulk, tryBulk } from "./bulk";

interface Props {
  action: BulkAction;
  chosen: Chosen;
  onClose: () => void;
  onDone: () => void;
}

/** Says how many jobs it is before it is done, and what became of each that was refused. */
export function BulkDialog({ action, chosen, onClose, onDone }: Props) {
  const { t } = useTranslation(["jobs", "common"]);
  const client = useQueryClient();
  const [so, setSo] = useState<Came | null>(null);
  const tried = useQuery({
    queryKey: ["bulk", action, chosen],
    queryFn: () => tryBulk(action, chosen),
    gcTime: 0,
  });
  const run = useMutation({
    mutationFn: () => doBulk(action, chosen, setSo),
    onSettled: () => refresh(client, "extractionListsLines", "extractionListsCounts"),
    onSuccess: (came) => {
      if (came.refusedCount > 0) return;
      toast.success(t(`bulk.${action}.done`, { count: came.done }));
      onDone();
      onClose();
    },
  });
  const came = run.data;
  const count = tried.data?.matched ?? 0;
  const shown = `${new Intl.NumberFormat().format(count)}${tried.data?.atLeast ? "+" : ""}`;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`bulk.${action}.title`)}
      footer={
        came === undefined ? (
          <>
            <Button onClick={onClose}>{t("common:close")}</Button>
            <Button
              variant={action === "delete" ? "danger" : "primary"}
              aria-disabled={run.isPending || count === 0}
              onClick={() => !run.isPending && count > 0 && run.mutate()}
            >
              {t(`bulk.${action}.go`, { count, shown })}
            </Button>
          </>
        ) : (
          <Button
            variant="primary"
            onClick={() => {
              onDone();
              onClose();
            }}
          >
            {t("common:close")}
          </Button>
        )
      }
    >
      {tried.isPending && <Skeleton className="w-2/3" />}
      {tried.isError && <ErrorNotice error={tried.error} onRetry={() => void tried.refetch()} />}
      {run.isError && <ErrorNotice error={run.error} />}
      <div role="status" className="space-y-3 text-sm">
        {tried.data !== undefined && came === undefined && (
          <p>{t(`bulk.${action}.what`, { count, shown })}</p>
        )}
        {run.isPending && so !== null && <p>{t("bulk.soFar", { count: so.done })}</p>}
        {came !== undefined && <Outcome came={came} />}
      </div>
    </Dialog>
  );
}

function Outcome({ came }: { came: Came }) {
  const { t } = useTranslation("jobs");
  return (
    <>
      <p>{t("bulk.outcome", { count: came.done })}</p>
      <p className="text-warn">{t("bulk.refused", { count: came.refusedCount })}</p>
      <ul className="max-h-60 list-disc space-y-1 overflow-y-auto pl-5">
        {[...new Set(came.refused.map(({ reason }) => reason))].map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </>
  );
}
