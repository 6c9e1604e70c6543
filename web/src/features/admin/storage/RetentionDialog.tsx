import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import type { RetentionView } from "@/api/generated";
import {
  storageGetRetentionQueryKey,
  storagePutRetentionMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";

import { type Outcome, OUTCOMES } from "../search";

const LONGEST_DAYS = 36_500;

/** How many days ended jobs are kept; empty: as the installation says; 0: for ever. */
export function RetentionDialog({
  name,
  rule,
  onClose,
}: {
  name: string;
  rule: RetentionView;
  onClose: () => void;
}) {
  const { t } = useTranslation(["admin", "common"]);
  const client = useQueryClient();
  const form = useId();
  const path = { organization_id: rule.organization_id };
  const [typed, setTyped] = useState<Record<Outcome, string>>(() => ({
    completed: rule.decided.completed_days?.toString() ?? "",
    failed: rule.decided.failed_days?.toString() ?? "",
    cancelled: rule.decided.cancelled_days?.toString() ?? "",
  }));
  const save = useMutation({
    ...storagePutRetentionMutation(),
    onSuccess: (changed) => {
      client.setQueryData(storageGetRetentionQueryKey({ path }), changed);
      onClose();
    },
  });
  const days = (outcome: Outcome) => (typed[outcome] === "" ? null : Number(typed[outcome]));
  const submit = () =>
    save.mutate({
      path,
      body: {
        completed_days: days("completed"),
        failed_days: days("failed"),
        cancelled_days: days("cancelled"),
      },
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("retention.title")}
      description={<bdi className="line-clamp-1">{name}</bdi>}
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
        <p className="text-sm text-soft">{t("retention.help")}</p>
        {OUTCOMES.map((outcome) => (
          <Field key={outcome} label={t(`retention.${outcome}`)} optional={t("retention.unit")}>
            {(described) => (
              <Input
                {...described}
                type="number"
                min={0}
                max={LONGEST_DAYS}
                placeholder={t("retention.default")}
                value={typed[outcome]}
                onChange={({ target }) => setTyped({ ...typed, [outcome]: target.value })}
              />
            )}
          </Field>
        ))}
        {save.error !== null && <ErrorNotice error={save.error} />}
      </form>
    </Dialog>
  );
}
