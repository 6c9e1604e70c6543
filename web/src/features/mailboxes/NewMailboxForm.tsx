import { PlugZap } from "lucide-react";
import { type SyntheticEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ProviderView } from "@/api/generated";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/features/extract/Disclosure";

import { ByConsent, ConsentMissing } from "./ByConsent";
import { consentOf, creationOf, type Draft, newDraft } from "./draft";
import { AddressField, NameField, PasswordField, ServerFields } from "./fields";
import { FolderField } from "./FolderField";
import { FormFoot } from "./FormFoot";
import { problemsOf } from "./problems";
import { TrialSteps } from "./TrialSteps";
import { useAdd } from "./useAdd";

/** What one provider's mailboxes need. Adding one tries it first: what doesn't work is told, and can
 * be added all the same. */
export function NewMailboxForm({
  projectId,
  provider,
  onClose,
}: {
  projectId: string;
  provider: ProviderView;
  onClose: () => void;
}) {
  const { t } = useTranslation(["common", "mailboxes"]);
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => newDraft(provider));
  const [wantsPassword, setWantsPassword] = useState(!provider.can_consent);
  const { add, tried, addUntried } = useAdd(projectId, onClose);
  const body = creationOf(draft, provider);
  const error = add.error ?? tried.error;
  const change = (changed: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...changed }));
    if (!add.isIdle) add.reset();
  };
  const entered = { draft, onChange: change, problems: problemsOf(error) };
  const isByPassword = wantsPassword && provider.passwords;
  const isServerAsked = isByPassword && provider.host === "";
  const isFailed = tried.data?.ok === false;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isByPassword && !add.isPending) add.mutate(body);
  };
  const test = () => {
    if (form.current?.reportValidity() === true && !tried.isPending) tried.mutate(body);
  };
  return (
    <form ref={form} onSubmit={submit} className="space-y-5">
      <AddressField {...entered} />
      {isByPassword ? (
        <PasswordField
          {...entered}
          provider={provider}
          isNeeded
          label={t(provider.name === "imap" ? "mailboxes:password" : "mailboxes:appPassword")}
        />
      ) : (
        !provider.can_consent && <ConsentMissing provider={provider} />
      )}
      {isServerAsked && <ServerFields {...entered} provider={provider} />}
      <Disclosure
        label={t(isServerAsked ? "mailboxes:nameAndFolder" : "mailboxes:advanced")}
        isForcedOpen={entered.problems.length > 0}
      >
        <div className="grid gap-5 sm:grid-cols-2">
          <NameField {...entered} />
          <FolderField {...entered} mailboxId={undefined} />
        </div>
        {isByPassword && !isServerAsked && <ServerFields {...entered} provider={provider} />}
      </Disclosure>
      {provider.can_consent && (
        <ByConsent
          projectId={projectId}
          provider={provider}
          asked={() =>
            form.current?.reportValidity() === true ? consentOf(draft, provider) : undefined
          }
          wantsPassword={wantsPassword}
          onWantsPassword={setWantsPassword}
        />
      )}
      {error !== null && entered.problems.length === 0 && <ErrorNotice error={error} />}
      {tried.data !== undefined && <TrialSteps trial={tried.data} />}
      <FormFoot>
        {isByPassword && (
          <Button className="mr-auto" aria-disabled={tried.isPending} onClick={test}>
            <PlugZap /> {t(tried.isPending ? "mailboxes:testing" : "mailboxes:test")}
          </Button>
        )}
        <Button onClick={onClose}>{t("cancel")}</Button>
        {isByPassword && isFailed && (
          <Button aria-disabled={add.isPending} onClick={() => !add.isPending && addUntried(body)}>
            {t("mailboxes:addAnyway")}
          </Button>
        )}
        {isByPassword && (
          <Button type="submit" variant="primary" aria-disabled={add.isPending}>
            {t(add.isPending ? "mailboxes:adding" : "mailboxes:add")}
          </Button>
        )}
      </FormFoot>
    </form>
  );
}
