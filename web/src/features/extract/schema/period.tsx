import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Field, Input, Select } from "@/components/ui/field";

import type { FormField, Values } from "./fields";
import { type FieldProblem, problemsAt, withValue } from "./values";

type Group = readonly [FormField] | readonly [hours: FormField, days: FormField];

/** The fields of a form; `hours_x` and `days_x` are two units of one thing, and stand together. */
export function grouped(fields: readonly FormField[]): Group[] {
  const named = new Map(fields.map((field) => [field.name, field]));
  return fields.flatMap((field): Group[] => {
    const [hours, days] = [inUnit(field, "hours", named), inUnit(field, "days", named)];
    if (hours === undefined || days === undefined) return [[field]];
    return field === fields.find((each) => each === hours || each === days) ? [[hours, days]] : [];
  });
}

function inUnit(
  { name, control }: FormField,
  unit: "hours" | "days",
  named: ReadonlyMap<string, FormField>,
): FormField | undefined {
  const about = /^(?:hours|days)_(.+)$/.exec(name)?.[1];
  const found = about === undefined ? undefined : named.get(`${unit}_${about}`);
  return control.kind === "number" && found?.control.kind === "number" ? found : undefined;
}

/** A period, in hours or in days; nothing entered: as the field's help says. */
export function PeriodField({
  hours,
  days,
  values,
  problems,
  path,
  onChange,
}: {
  hours: FormField;
  days: FormField;
  values: Values;
  problems: readonly FieldProblem[];
  path: (name: string) => string;
  onChange: (values: Values) => void;
}) {
  const { t } = useTranslation(["common", "extract"]);
  const isInHours = typeof values[hours.name] === "number";
  const [unit, setUnit] = useState<"hours" | "days">(isInHours ? "hours" : "days");
  const field = unit === "hours" ? hours : days;
  const value = values[field.name];
  const wrong = [hours, days].flatMap(({ name }) => problemsAt(problems, path(name), false));
  const enter = (amount: number, inUnit: typeof unit) => {
    const [chosen, other] = inUnit === "hours" ? [hours, days] : [days, hours];
    const nothing = (each: FormField) => (each.isNullable ? null : undefined);
    const entered = Number.isNaN(amount) ? nothing(chosen) : amount;
    onChange(withValue(withValue(values, chosen.name, entered), other.name, nothing(other)));
  };
  return (
    <Field
      label={t("extract:period.label")}
      optional={t("optional")}
      help={days.help}
      error={wrong.length > 0 ? [...new Set(wrong)].join(" ") : undefined}
    >
      {(described) => (
        <div className="flex max-w-72 gap-2">
          <Input
            {...described}
            type="number"
            inputMode="decimal"
            min={0}
            step="any"
            value={typeof value === "number" ? value : ""}
            onChange={({ target }) => enter(target.valueAsNumber, unit)}
          />
          <Select
            aria-label={t("extract:period.unit")}
            value={unit}
            onChange={({ target }) => {
              const chosen = target.value as typeof unit;
              setUnit(chosen);
              enter(typeof value === "number" ? value : NaN, chosen);
            }}
          >
            <option value="hours">{t("extract:period.hours")}</option>
            <option value="days">{t("extract:period.days")}</option>
          </Select>
        </div>
      )}
    </Field>
  );
}
