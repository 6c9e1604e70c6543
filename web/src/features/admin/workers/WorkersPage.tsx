import { ServerOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorNotice } from "@/components/notices";
import { Section } from "@/components/ui/card";
import { SkeletonLines } from "@/components/ui/skeleton";
import { useRowKeys } from "@/lib/row-keys";

import { AddWorker } from "./AddWorker";
import { usePauseWorker, useWorkers } from "./useWorkers";
import { EndedWorkers, WorkersTable } from "./WorkersTable";

/** The fleet: which workers there are, what each has in hand, and which have ended. */
export default function WorkersPage() {
  const { t } = useTranslation("admin");
  const workers = useWorkers();
  const change = usePauseWorker();
  const list = useRowKeys<HTMLDivElement>();
  const alive = workers.data?.workers.filter(({ ended_at }) => ended_at === null);
  const ended = workers.data?.workers.filter(({ ended_at }) => ended_at !== null) ?? [];
  return (
    <div ref={list} className="space-y-10">
      <Section title={t("workers.alive")}>
        <p className="max-w-prose text-sm text-soft">{t("workers.what")}</p>
        {change.error !== null && <ErrorNotice error={change.error} />}
        {workers.isError && (
          <ErrorNotice error={workers.error} onRetry={() => void workers.refetch()} />
        )}
        {workers.isPending && <SkeletonLines lines={3} />}
        {alive?.length === 0 && (
          <EmptyState icon={ServerOff} title={t("workers.none")}>
            {t("workers.noneWhat")}
          </EmptyState>
        )}
        {alive !== undefined && alive.length > 0 && (
          <WorkersTable workers={alive} change={change} />
        )}
      </Section>
      {ended.length > 0 && (
        <Section title={t("workers.ended")}>
          <EndedWorkers workers={ended} />
        </Section>
      )}
      <AddWorker />
    </div>
  );
}
