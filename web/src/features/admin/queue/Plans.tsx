import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/lib/toast";

import { type Plans as PlansView, type PlanView, queueRemovePlan } from "@/api/generated";
import { queuePlansOptions, queuePlansQueryKey } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { Count } from "@/components/numbers";
import { Duration } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { IconButton } from "@/components/ui/icon-button";
import { SkeletonLines } from "@/components/ui/skeleton";
import { type Column, DataTable } from "@/components/ui/table";
import { doUnlessUndone } from "@/lib/undo";

import { PlanDialog } from "./PlanDialog";

/** Plans give people a head start and a limit. */
export function Plans() {
  const { t } = useTranslation(["admin", "common"]);
  const plans = useQuery(queuePlansOptions());
  const remove = useRemovePlan();
  const [open, setOpen] = useState<PlanView | "new" | null>(null);
  const columns: Column<PlanView>[] = [
    {
      key: "title",
      head: t("column.plan"),
      kind: "title",
      cell: ({ name, title }) => (
        <>
          <bdi className="line-clamp-1 font-medium">{title}</bdi>
          <p className="font-mono text-xs text-soft">{name}</p>
        </>
      ),
    },
    {
      key: "start",
      head: t("plans.headStart"),
      kind: "number",
      cell: ({ head_start_minutes }) => <Duration seconds={head_start_minutes * 60} />,
    },
    {
      key: "most",
      head: t("plans.most"),
      kind: "number",
      cell: ({ max_running_jobs: most }) =>
        most == null ? t("plans.bySetting") : <Count value={most} />,
    },
    {
      key: "actions",
      head: t("column.actions"),
      kind: "actions",
      className: "md:text-right",
      cell: (plan) => (
        <>
          <IconButton
            size="small"
            label={t("plans.change", { name: plan.title })}
            onClick={() => setOpen(plan)}
          >
            <Pencil />
          </IconButton>
          <IconButton
            size="small"
            label={t("plans.remove", { name: plan.title })}
            onClick={() => remove(plan)}
          >
            <Trash2 />
          </IconButton>
        </>
      ),
    },
  ];
  return (
    <Section
      title={t("plans.title")}
      actions={
        <Button size="small" onClick={() => setOpen("new")}>
          <Plus /> {t("plans.new")}
        </Button>
      }
    >
      <p className="max-w-prose text-sm text-soft">{t("plans.what")}</p>
      {plans.isPending && <SkeletonLines lines={2} />}
      {plans.data !== undefined && plans.data.plans.length > 0 && (
        <DataTable
          caption={t("plans.title")}
          columns={columns}
          rows={plans.data.plans}
          rowKey={({ name }) => name}
        />
      )}
      {open !== null && (
        <PlanDialog plan={open === "new" ? undefined : open} onClose={() => setOpen(null)} />
      )}
    </Section>
  );
}

function useRemovePlan(): (plan: PlanView) => void {
  const { t } = useTranslation(["admin", "common"]);
  const client = useQueryClient();
  const say = useErrorText();
  const key = queuePlansQueryKey();
  const again = () => void refresh(client, "queuePlans", "queueOfUser");
  return ({ name, title }) =>
    doUnlessUndone({
      message: t("plans.removed", { name: title.slice(0, 60) }),
      undo: t("common:undo"),
      begin: () =>
        client.setQueryData<PlansView>(
          key,
          (before) => before && { plans: before.plans.filter((plan) => plan.name !== name) },
        ),
      revert: again,
      act: async (leaving) => {
        await queueRemovePlan({ path: { name }, keepalive: leaving });
        again();
      },
      fail: (error) => toast.error(say(error)),
    });
}
