import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/notices";
import { Count } from "@/components/numbers";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

/** What holds and what is used of it; and a number of one's own, or none. */
export function LimitForm({
  holds,
  running,
  waiting,
  own,
  without,
  isSaving,
  isSaved,
  error,
  onSave,
}: {
  /** Null: any number. */
  holds: number | null;
  running: number;
  waiting: number;
  own: number | null;
  /** What holds when the field is left empty. */
  without: string;
  isSaving: boolean;
  isSaved: boolean;
  error: unknown;
  onSave: (most: number | null) => void;
}) {
  const { t } = useTranslation(["admin", "common"]);
  const say = useErrorText();
  const [typed, setTyped] = useState(own === null ? "" : String(own));
  return (
    <>
      <dl className="grid grid-cols-3 gap-3 text-sm">
        <Fact name={t("limits.holds")}>
          {holds === null ? t("limits.any") : <Count value={holds} />}
        </Fact>
        <Fact name={t("column.running")}>
          <Count value={running} />
        </Fact>
        <Fact name={t("column.waiting")}>
          <Count value={waiting} />
        </Fact>
      </dl>
      <form
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isSaving) onSave(typed === "" ? null : Number(typed));
        }}
      >
        <Field
          label={t("limits.own")}
          help={without}
          optional={t("common:optional")}
          error={error == null ? undefined : say(error)}
          className="min-w-0 flex-1"
        >
          {(described) => (
            <Input
              {...described}
              type="number"
              min={1}
              max={100_000}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
          )}
        </Field>
        <Button type="submit" aria-disabled={isSaving} className="mt-[1.625rem]">
          {t("common:save")}
        </Button>
      </form>
      <p role="status" className="text-xs text-good empty:hidden">
        {isSaved && t("limits.saved")}
      </p>
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-soft">{name}</dt>
      <dd className="mt-0.5 text-lg font-semibold">{children}</dd>
    </div>
  );
}
