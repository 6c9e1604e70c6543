import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ExtractorView, ProjectView } from "@/api/generated";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { mailboxFieldOf } from "@/features/extract/mailboxField";
import { ExtractorChoice } from "@/features/extract/ExtractorChoice";
import { Part } from "@/features/extract/Part";
import { ConfigPlace } from "@/features/extract/schema/place";
import { SchemaForm } from "@/features/extract/schema/SchemaForm";
import { unplaced } from "@/features/extract/schema/values";
import { useFields } from "@/features/extract/useFields";

import { configFor, type Draft } from "./draft";
import { Rarely } from "./Rarely";
import { Rhythms } from "./Rhythms";
import { problemsOf, useSave } from "./useSave";

interface Props {
  scheduleId: string | undefined;
  begun: Draft;
  extractors: readonly ExtractorView[];
  projects: readonly ProjectView[];
  onClose: () => void;
}

const ELSEWHERE = ["name", "cron", "at", "timezone"];

/** What is to be extracted, and when; what is wrong is told where it is. */
export function ScheduleForm({ scheduleId, begun, extractors, projects, onClose }: Props) {
  const { t } = useTranslation(["schedules", "common"]);
  const [first] = useState(begun);
  const [draft, setDraft] = useState(begun);
  const change = (changed: Partial<Draft>) => setDraft((before) => ({ ...before, ...changed }));
  const extractor = extractors.find(({ name }) => name === draft.extractor);
  const mailboxField = mailboxFieldOf(extractor);
  const save = useSave(scheduleId, first, mailboxField, onClose);
  const fields = useFields(extractor);
  const problems = problemsOf(save.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate(draft);
  };
  return (
    <form onSubmit={submit} onChange={() => save.isError && save.reset()}>
      <div className="space-y-7 pb-6">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t("common:name")}
            error={problems.find(({ field }) => field === "name")?.problem}
          >
            {(described) => (
              <Input
                {...described}
                autoFocus
                required
                maxLength={200}
                placeholder={t("namePlaceholder")}
                value={draft.name}
                onChange={({ target }) => change({ name: target.value })}
              />
            )}
          </Field>
          <Field label={t("project")}>
            {(described) => (
              <Select
                {...described}
                disabled={scheduleId !== undefined}
                value={draft.projectId}
                onChange={({ target }) => change({ projectId: target.value })}
              >
                {projects.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Part title={t("when")}>
          <Rhythms draft={draft} problems={problems} onChange={change} />
        </Part>
        <Part
          title={t("toExtract")}
          problems={unplaced(problems, fields).filter(({ field }) => !ELSEWHERE.includes(field))}
        >
          <ExtractorChoice
            extractors={extractors}
            chosen={draft.extractor}
            onChoose={(chosen) => change({ extractor: chosen.name, config: configFor(chosen) })}
          />
          <ConfigPlace
            value={{ projectId: draft.projectId, mailboxId: draft.config[mailboxField ?? ""] }}
          >
            <SchemaForm
              key={draft.extractor}
              fields={fields}
              values={draft.config}
              problems={problems}
              onChange={(config) => change({ config })}
            />
          </ConfigPlace>
        </Part>
        <Rarely draft={draft} onChange={change} />
      </div>
      <div className="sticky -bottom-5 -mx-5 -mb-5 space-y-3 rounded-b-xl border-t border-line bg-raised px-5 py-4">
        {save.error !== null && problems.length === 0 && <ErrorNotice error={save.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" aria-disabled={save.isPending}>
            {t(scheduleId === undefined ? "create" : "common:save")}
          </Button>
        </div>
      </div>
    </form>
  );
}
