import { useMutation, useQueryClient } from "@tanstack/react-query";
import { PlugZap } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { mailboxesChange, type MailboxView, type ProviderView } from "@/api/generated";
import { refresh } from "@/api/queries";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/features/extract/Disclosure";
import { toast } from "@/lib/toast";

import { changesOf, creationOf, type Draft, draftOf, isMoved } from "./draft";
import { AddressField, NameField, PasswordField, ServerFields } from "./fields";
import { FolderField } from "./FolderField";
import { FormFoot } from "./FormFoot";
import { problemsOf } from "./problems";
import { Reconnect } from "./Reconnect";
import { TrialSteps } from "./TrialSteps";
import { OF_MAILBOXES } from "./useMailboxes";
import { useTrial, useTrialOfNew } from "./useTrial";

/** Another name, folder, password or server. The password that is known goes nowhere else than it
 * was given for: with another server it is asked for. */
export function EditMailbox({
  mailbox,
  provider,
  onClose,
}: {
  mailbox: MailboxView;
  provider: ProviderView | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation(["common", "mailboxes"]);
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(mailbox));
  const changes = changesOf(draft, mailbox);
  const save = useMutation({
    mutationFn: async () =>
      (await mailboxesChange({ path: { mailbox_id: mailbox.id }, body: changes })).data,
    onSuccess: async () => {
      await refresh(client, ...OF_MAILBOXES, "mailboxesListFolders");
      toast.success(t("saved"));
      onClose();
    },
  });
  const stored = useTrial(mailbox.id);
  const entered = useTrialOfNew(mailbox.project_id);
  const tried = draft.password === "" ? stored : entered;
  const problems = problemsOf(save.error);
  const error = save.error ?? tried.error;
  const fields = {
    draft,
    problems,
    onChange: (changed: Partial<Draft>) => setDraft((before) => ({ ...before, ...changed })),
  };
  const needsPassword = isMoved(draft, mailbox);
  const test = () => {
    if (tried.isPending) return;
    if (draft.password === "") stored.mutate();
    else if (provider !== undefined) entered.mutate(creationOf(draft, provider));
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    if (Object.keys(changes).length === 0) onClose();
    else save.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-5">
      <div className="grid gap-5 sm:grid-cols-2">
        <NameField {...fields} />
        <FolderField {...fields} mailboxId={mailbox.id} />
      </div>
      {mailbox.auth === "oauth" ? (
        <Reconnect mailbox={mailbox} />
      ) : (
        <PasswordField
          {...fields}
          provider={provider}
          isNeeded={needsPassword}
          label={t(needsPassword ? "mailboxes:passwordAgain" : "mailboxes:newPassword")}
        />
      )}
      {mailbox.auth === "password" && (
        <Disclosure label={t("mailboxes:server")} isForcedOpen={problems.length > 0}>
          <AddressField {...fields} />
          <ServerFields {...fields} provider={provider} />
        </Disclosure>
      )}
      {error !== null && problems.length === 0 && <ErrorNotice error={error} />}
      {tried.data !== undefined && <TrialSteps trial={tried.data} />}
      <FormFoot>
        <Button
          className="mr-auto"
          aria-disabled={tried.isPending || (needsPassword && draft.password === "")}
          onClick={test}
        >
          <PlugZap /> {t(tried.isPending ? "mailboxes:testing" : "mailboxes:test")}
        </Button>
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" variant="primary" aria-disabled={save.isPending}>
          {t("save")}
        </Button>
      </FormFoot>
    </form>
  );
}
