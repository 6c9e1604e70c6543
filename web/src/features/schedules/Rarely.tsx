import { useTranslation } from "react-i18next";

import type { Priority, ScheduleView } from "@/api/generated";
import { Field, Select } from "@/components/ui/field";
import { Disclosure } from "@/features/extract/Disclosure";
import { PRIORITIES } from "@/features/jobs/search";

import type { Draft } from "./draft";

type CatchUp = ScheduleView["catch_up"];
const CATCH_UPS = ["once", "all", "skip"] as const satisfies readonly CatchUp[];

/** How urgent its jobs are, and what becomes of times when no server ran. */
export function Rarely({
  draft,
  onChange,
}: {
  draft: Draft;
  onChange: (changed: Partial<Draft>) => void;
}) {
  const { t } = useTranslation(["schedules", "jobs"]);
  return (
    <Disclosure label={t("rarely")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("jobs:filter.priority")}>
          {(described) => (
            <Select
              {...described}
              value={draft.priority}
              onChange={({ target }) => onChange({ priority: target.value as Priority })}
            >
              {PRIORITIES.map((each) => (
                <option key={each} value={each}>
                  {t(`jobs:priority.${each}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("missed.label")} help={t("missed.help")}>
          {(described) => (
            <Select
              {...described}
              value={draft.catchUp}
              onChange={({ target }) => onChange({ catchUp: target.value as CatchUp })}
            >
              {CATCH_UPS.map((each) => (
                <option key={each} value={each}>
                  {t(`missed.${each}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </Disclosure>
  );
}
