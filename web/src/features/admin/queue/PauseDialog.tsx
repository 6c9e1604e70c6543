import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";

import type { Target } from "./usePauses";

/** Asks why: those whose jobs wait are shown it. */
export function PauseDialog({
  target,
  title,
  onClose,
  onPause,
}: {
  target: Target;
  title: string;
  onClose: () => void;
  onPause: (reason: string) => void;
}) {
  const { t } = useTranslation(["admin", "common"]);
  const form = useId();
  const [reason, setReason] = useState("");
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={t(target.kind === "queue" ? "pause.queueWhat" : "pause.extractorWhat")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} variant="primary">
            {t("pause.go")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          onPause(reason.trim());
        }}
      >
        <Field
          label={t("pause.reason")}
          help={t("pause.reasonHelp")}
          optional={t("common:optional")}
        >
          {(described) => (
            <Input
              {...described}
              autoFocus
              maxLength={500}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
