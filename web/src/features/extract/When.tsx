import { useTranslation } from "react-i18next";

import type { Priority } from "@/api/generated";
import { Field, Input, Select } from "@/components/ui/field";

import { Disclosure } from "./Disclosure";
import type { Draft } from "./draft";
import type { FieldProblem } from "./schema/values";

const PRIORITIES: Priority[] = ["urgent", "normal", "low"];

/** Before or after others, and not before a moment. */
export function When({
  draft,
  onChange,
  problems,
  withTime,
}: {
  draft: Draft;
  onChange: (changed: Partial<Draft>) => void;
  problems: readonly FieldProblem[];
  withTime: boolean;
}) {
  const { t } = useTranslation(["common", "extract"]);
  return (
    <Disclosure label={t("extract:advanced")} isForcedOpen={problems.length > 0}>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t("extract:priority")} help={t("extract:priorityHelp")}>
          {(described) => (
            <Select
              {...described}
              value={draft.priority}
              onChange={({ target }) => onChange({ priority: target.value as Priority })}
            >
              {PRIORITIES.map((each) => (
                <option key={each} value={each}>
                  {t(`extract:priorities.${each}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {withTime && (
          <Field
            label={t("extract:runAt")}
            optional={t("optional")}
            help={t("extract:runAtHelp")}
            error={problems[0]?.problem}
          >
            {(described) => (
              <Input
                {...described}
                type="datetime-local"
                value={draft.runAt}
                onChange={({ target }) => onChange({ runAt: target.value })}
              />
            )}
          </Field>
        )}
      </div>
    </Disclosure>
  );
}
