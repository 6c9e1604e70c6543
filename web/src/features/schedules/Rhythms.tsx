import { useTranslation } from "react-i18next";

import { Field, Input, Select } from "@/components/ui/field";
import type { FieldProblem } from "@/features/extract/schema/values";

import type { Draft } from "./draft";
import { NextTimes } from "./NextTimes";
import { cronOf, type Kind, KINDS, type Rhythm } from "./rhythm";
import { Clock, DayOfMonth, Weekday, Zone } from "./RhythmFields";
import { readersZone } from "./zones";

interface Props {
  draft: Draft;
  problems: readonly FieldProblem[];
  onChange: (changed: Partial<Draft>) => void;
}

const WITH_TIME: readonly Kind[] = ["daily", "weekdays", "weekly", "monthly"];

/** How often and when, in words; whoever knows crons writes one. */
export function Rhythms({ draft, problems, onChange }: Props) {
  const { t } = useTranslation("schedules");
  const { rhythm, timezone } = draft;
  const set = (changed: Partial<Rhythm>) => onChange({ rhythm: { ...rhythm, ...changed } });
  const choose = (kind: Kind) => set({ kind, cron: cronOf(rhythm) ?? rhythm.cron });
  const wrong = problems.find(({ field }) => field === "cron" || field === "at")?.problem;
  return (
    <div className="grid gap-5 md:grid-cols-[minmax(0,1fr)_15rem]">
      <div className="grid content-start gap-4 sm:grid-cols-2">
        <Field label={t("rhythm.label")}>
          {(described) => (
            <Select
              {...described}
              value={rhythm.kind}
              onChange={({ target }) => choose(target.value as Kind)}
            >
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`rhythm.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {rhythm.kind === "weekly" && <Weekday rhythm={rhythm} onChange={set} />}
        {rhythm.kind === "monthly" && <DayOfMonth rhythm={rhythm} onChange={set} />}
        {(WITH_TIME.includes(rhythm.kind) || rhythm.kind === "hourly") && (
          <Clock rhythm={rhythm} onChange={set} />
        )}
        {rhythm.kind === "custom" && (
          <Field label={t("cron")} help={t("cronHelp")} error={wrong}>
            {(described) => (
              <Input
                {...described}
                required
                maxLength={200}
                spellCheck={false}
                className="font-mono"
                value={rhythm.cron}
                onChange={({ target }) => set({ cron: target.value })}
              />
            )}
          </Field>
        )}
        {rhythm.kind === "once" ? (
          <Field label={t("at")} help={t("atHelp", { zone: readersZone() })} error={wrong}>
            {(described) => (
              <Input
                {...described}
                type="datetime-local"
                required
                value={rhythm.at}
                onChange={({ target }) => set({ at: target.value })}
              />
            )}
          </Field>
        ) : (
          <Zone zone={timezone} onChange={(zone) => onChange({ timezone: zone })} />
        )}
      </div>
      {rhythm.kind !== "once" && <NextTimes cron={cronOf(rhythm) ?? ""} timezone={timezone} />}
    </div>
  );
}
