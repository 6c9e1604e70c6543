import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { MailboxView, ProviderView } from "@/api/generated";
import { Field, Input, Select } from "@/components/ui/field";
import type { FieldProblem } from "@/features/extract/schema/values";

import type { Draft } from "./draft";
import { useProviderWords } from "./providers";

export interface Entered {
  draft: Draft;
  onChange: (changed: Partial<Draft>) => void;
  problems: readonly FieldProblem[];
}

function errorOf(problems: readonly FieldProblem[], field: string): string | undefined {
  const told = problems.filter((each) => each.field === field).map(({ problem }) => problem);
  return told.length > 0 ? told.join(" ") : undefined;
}

export function AddressField({ draft, onChange, problems }: Entered) {
  const { t } = useTranslation("mailboxes");
  return (
    <Field label={t("address")} error={errorOf(problems, "user_name")}>
      {(described) => (
        <Input
          {...described}
          required
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={500}
          placeholder={t("addressExample")}
          value={draft.userName}
          onChange={({ target }) => onChange({ userName: target.value })}
        />
      )}
    </Field>
  );
}

/** `isNeeded`: else the password that is known stays. */
export function PasswordField({
  draft,
  onChange,
  problems,
  provider,
  isNeeded,
  label,
}: Entered & { provider: ProviderView | undefined; isNeeded: boolean; label: string }) {
  return (
    <Field
      label={label}
      help={provider !== undefined && <Hint provider={provider} />}
      error={errorOf(problems, "password")}
    >
      {(described) => (
        <Input
          {...described}
          type="password"
          required={isNeeded}
          // a mailbox's own, which no manager of passwords for this page knows
          autoComplete="new-password"
          value={draft.password}
          onChange={({ target }) => onChange({ password: target.value })}
        />
      )}
    </Field>
  );
}

/** What the provider wants, and where it tells how. */
export function Hint({ provider }: { provider: ProviderView }): ReactNode {
  const { t } = useTranslation("mailboxes");
  const { hint } = useProviderWords()(provider);
  return (
    <>
      {hint}{" "}
      {provider.password_help !== "" && (
        <a
          href={provider.password_help}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 font-medium text-accent underline underline-offset-4"
        >
          {t("howTo", { provider: provider.title })} <ExternalLink aria-hidden className="size-3" />
        </a>
      )}
    </>
  );
}

export function NameField({ draft, onChange, problems }: Entered) {
  const { t } = useTranslation(["common", "mailboxes"]);
  return (
    <Field label={t("name")} optional={t("optional")} error={errorOf(problems, "name")}>
      {(described) => (
        <Input
          {...described}
          autoComplete="off"
          maxLength={200}
          placeholder={draft.userName.trim() || t("mailboxes:nameExample")}
          value={draft.name}
          onChange={({ target }) => onChange({ name: target.value })}
        />
      )}
    </Field>
  );
}

const SECURITIES: MailboxView["security"][] = ["tls", "starttls", "plain"];

/** Where the mail server is, and how it is spoken to. */
export function ServerFields({
  draft,
  onChange,
  problems,
  provider,
}: Entered & { provider: ProviderView | undefined }) {
  const { t } = useTranslation("mailboxes");
  const isUnknown = provider === undefined || provider.host === "";
  return (
    <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_7rem_9rem]">
      <Field label={t("host")} error={errorOf(problems, "host")}>
        {(described) => (
          <Input
            {...described}
            required={isUnknown}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder={isUnknown ? t("hostExample") : provider.host}
            value={draft.host}
            onChange={({ target }) => onChange({ host: target.value })}
          />
        )}
      </Field>
      <Field label={t("port")} error={errorOf(problems, "port")}>
        {(described) => (
          <Input
            {...described}
            type="number"
            inputMode="numeric"
            min={1}
            max={65535}
            placeholder={draft.security === "starttls" ? "143" : "993"}
            value={draft.port}
            onChange={({ target }) => onChange({ port: target.value })}
          />
        )}
      </Field>
      <Field label={t("security")} error={errorOf(problems, "security")}>
        {(described) => (
          <Select
            {...described}
            value={draft.security}
            onChange={({ target }) =>
              onChange({ security: target.value as MailboxView["security"] })
            }
          >
            {SECURITIES.map((each) => (
              <option key={each} value={each}>
                {t(`securities.${each}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}
