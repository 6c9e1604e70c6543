import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import type { PlanView } from "@/api/generated";
import { queueSetPlanMutation } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";

/** A plan's terms; `plan`: the one to change. */
export function PlanDialog({ plan, onClose }: { plan: PlanView | undefined; onClose: () => void }) {
  const { t } = useTranslation(["admin", "common"]);
  const client = useQueryClient();
  const form = useId();
  const [name, setName] = useState(plan?.name ?? "");
  const [title, setTitle] = useState(plan?.title ?? "");
  const [start, setStart] = useState(String(plan?.head_start_minutes ?? 0));
  const [most, setMost] = useState(plan?.max_running_jobs?.toString() ?? "");
  const save = useMutation({
    ...queueSetPlanMutation(),
    onSuccess: async () => {
      onClose();
      await refresh(client, "queuePlans", "queueOfUser");
    },
  });
  const submit = () =>
    save.mutate({
      path: { name },
      body: {
        title,
        head_start_minutes: Number(start),
        max_running_jobs: most === "" ? null : Number(most),
      },
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={plan === undefined ? t("plans.new") : t("plans.change", { name: plan.title })}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} variant="primary" aria-disabled={save.isPending}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isPending) submit();
        }}
      >
        {plan === undefined && (
          <Field label={t("plans.name")} help={t("plans.nameHelp")}>
            {(described) => (
              <Input
                {...described}
                autoFocus
                required
                maxLength={40}
                pattern="[a-z0-9][a-z0-9\-]*"
                value={name}
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Field>
        )}
        <Field label={t("plans.titleField")}>
          {(described) => (
            <Input
              {...described}
              required
              maxLength={200}
              value={title}
              onChange={({ target }) => setTitle(target.value)}
            />
          )}
        </Field>
        <Field label={t("plans.headStartMinutes")} help={t("plans.headStartHelp")}>
          {(described) => (
            <Input
              {...described}
              type="number"
              min={0}
              max={300}
              required
              value={start}
              onChange={({ target }) => setStart(target.value)}
            />
          )}
        </Field>
        <Field label={t("plans.most")} help={t("plans.mostHelp")} optional={t("common:optional")}>
          {(described) => (
            <Input
              {...described}
              type="number"
              min={1}
              max={100_000}
              value={most}
              onChange={({ target }) => setMost(target.value)}
            />
          )}
        </Field>
        {save.error !== null && <ErrorNotice error={save.error} />}
      </form>
    </Dialog>
  );
}
