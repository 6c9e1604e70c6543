import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { JobDetails } from "@/api/generated";
import { Field } from "@/components/ui/field";
import { MailboxPicker } from "@/features/mailboxes/MailboxPicker";

import type { Draft } from "./draft";
import { Choice, SameFiles, SourceChoice } from "./SourceChoice";
import type { FieldProblem } from "./schema/values";

/** What is read for newsletters: a mailbox, or files of mails that were uploaded. */
export function MailSource({
  projectId,
  draft,
  again,
  problems,
  mailboxId,
  onMailbox,
  onSource,
  onFiles,
}: {
  projectId: string;
  draft: Draft;
  again: JobDetails | undefined;
  problems: readonly FieldProblem[];
  mailboxId: unknown;
  onMailbox: (mailboxId: string | null) => void;
  onSource: (isOfMailbox: boolean) => void;
  onFiles: (chosen: readonly string[] | undefined) => void;
}) {
  const { t } = useTranslation("extract");
  const name = useId();
  const { isOfMailbox } = draft;
  const error = problems.map(({ problem }) => problem).join(" ") || undefined;
  const picker = (
    <Field label={<span className="sr-only">{t("mail.mailbox")}</span>} error={error}>
      {(described) => (
        <MailboxPicker {...{ projectId, described }} value={mailboxId} onChange={onMailbox} />
      )}
    </Field>
  );
  if (again !== undefined) return isOfMailbox ? picker : <SameFiles job={again} />;
  return (
    <fieldset className="space-y-3">
      <legend className="sr-only">{t("sources")}</legend>
      <Choice name={name} isChosen={isOfMailbox} onChoose={() => onSource(true)}>
        {t("mail.mailbox")}
      </Choice>
      {isOfMailbox && <div className="pl-7">{picker}</div>}
      <Choice name={name} isChosen={!isOfMailbox} onChoose={() => onSource(false)}>
        {t("mail.files")}
        <span className="block text-xs font-normal text-soft">{t("mail.filesWhat")}</span>
      </Choice>
      {!isOfMailbox && (
        <div className="pl-7">
          <SourceChoice projectId={projectId} chosen={draft.files} onChange={onFiles} />
          {error !== undefined && (
            <p role="alert" className="mt-2 text-xs text-bad">
              {error}
            </p>
          )}
        </div>
      )}
    </fieldset>
  );
}
