import { Sparkles } from "lucide-react";
import { type SyntheticEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ExtractorView, JobDetails } from "@/api/generated";
import { isApiError } from "@/api/problem";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";

import { bodyOf, type Sources, useDraft } from "./draft";
import { ExtractorChoice } from "./ExtractorChoice";
import { mailboxFieldOf } from "./mailboxField";
import { MailSource } from "./MailSource";
import { Part } from "./Part";
import { SameFiles, SourceChoice } from "./SourceChoice";
import { ConfigPlace } from "./schema/place";
import { SchemaForm } from "./schema/SchemaForm";
import { type FieldProblem, unplaced } from "./schema/values";
import { useFields } from "./useFields";
import { usePreview } from "./usePreview";
import { useStart } from "./useStart";
import { WhatWillHappen } from "./WhatWillHappen";
import { When } from "./When";

interface Props {
  projectId: string;
  extractors: readonly ExtractorView[];
  again: JobDetails | undefined;
  sources: Sources;
  onStarted: (jobId: string) => void;
  onClose: () => void;
}

/** Told in other parts of the form than the settings. */
const ELSEWHERE = ["file_ids", "extractor", "run_at"];

/** The form itself; what is wrong is told where it is, before anything is sent. */
export function ExtractForm({ projectId, extractors, again, sources, ...told }: Props) {
  const { t } = useTranslation(["common", "extract"]);
  const form = useRef<HTMLFormElement>(null);
  const { draft, change, chooseExtractor, chooseFiles } = useDraft(
    projectId,
    extractors,
    sources,
    again,
  );
  const extractor = extractors.find(({ name }) => name === draft.extractor);
  const mailboxField = mailboxFieldOf(extractor);
  const body = bodyOf(draft, mailboxField);
  const preview = usePreview(projectId, body);
  const start = useStart(projectId, again?.id, (job) => told.onStarted(job.id));
  const fields = useFields(extractor).filter(({ name }) => name !== mailboxField);
  const [isTried, setTried] = useState(false);
  const hasNoFile = !draft.isOfMailbox && draft.files?.length === 0;
  const problems = [
    ...(isTried && hasNoFile ? [{ field: "file_ids", problem: t("extract:files.chooseOne") }] : []),
    ...(problemsOf(start.error) ?? preview.data?.problems ?? []),
  ];
  const about = (field: string) => problems.filter((each) => each.field === field);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (start.isPending) return;
    setTried(true);
    const isRefused = preview.isOfNow && problems.length > 0;
    if (!isRefused && !hasNoFile) start.mutate(body);
    else form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
  return (
    // what the browser itself would say isn't in the reader's language, and isn't all
    <form ref={form} onSubmit={submit} onChange={start.reset} noValidate>
      <div className="grid gap-7 pb-6 md:grid-cols-[minmax(0,1fr)_15rem]">
        <div className="min-w-0 space-y-7">
          <Part title={t("extract:sources")} problems={about("file_ids")}>
            {mailboxField !== undefined ? (
              <MailSource
                {...{ projectId, draft, again }}
                problems={about(mailboxField)}
                mailboxId={draft.config[mailboxField]}
                onMailbox={(id) => change({ config: { ...draft.config, [mailboxField]: id } })}
                onSource={(isOfMailbox) => change({ isOfMailbox })}
                onFiles={chooseFiles}
              />
            ) : again === undefined ? (
              <SourceChoice projectId={projectId} chosen={draft.files} onChange={chooseFiles} />
            ) : (
              <SameFiles job={again} />
            )}
          </Part>
          <Part title={t("extract:extractor")} problems={about("extractor")}>
            <ExtractorChoice
              extractors={
                again === undefined ? extractors : extractors.filter((each) => each === extractor)
              }
              chosen={draft.extractor}
              onChoose={chooseExtractor}
            />
          </Part>
          <Part
            title={t("extract:settings")}
            problems={unplaced(problems, fields).filter(
              ({ field }) => field !== mailboxField && !ELSEWHERE.includes(field),
            )}
          >
            <ConfigPlace value={{ projectId, mailboxId: body.config?.[mailboxField ?? ""] }}>
              <SchemaForm
                key={draft.extractor}
                fields={fields}
                values={draft.config}
                problems={problems}
                onChange={(config) => change({ config })}
              />
            </ConfigPlace>
            <When
              draft={draft}
              onChange={change}
              problems={about("run_at")}
              withTime={again === undefined}
            />
          </Part>
        </div>
        <aside className="md:sticky md:top-0 md:self-start">
          <WhatWillHappen
            preview={preview}
            isPart={again !== undefined && again.file_count > again.files.length}
            isOfMailbox={draft.isOfMailbox}
          />
        </aside>
      </div>
      <div className="sticky -bottom-5 -mx-5 -mb-5 space-y-3 rounded-b-xl border-t border-line bg-raised px-5 py-4">
        {start.error !== null && problemsOf(start.error) === undefined && (
          <ErrorNotice error={start.error} />
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={told.onClose}>{t("cancel")}</Button>
          <Button type="submit" variant="primary" aria-disabled={start.isPending}>
            <Sparkles /> {t(start.isPending ? "extract:starting" : "extract:start")}
          </Button>
        </div>
      </div>
    </form>
  );
}

/** The fields that a refusal names; undefined: it is about something else. */
function problemsOf(error: unknown): FieldProblem[] | undefined {
  if (!isApiError(error) || error.slug !== "invalid-config") return undefined;
  const fields = error.member("fields");
  return Array.isArray(fields) ? (fields as FieldProblem[]) : undefined;
}
