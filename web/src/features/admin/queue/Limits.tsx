import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import {
  usersListAllOptions,
  usersListOrganizationsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { Card, Section } from "@/components/ui/card";
import { Field, Input, Select } from "@/components/ui/field";
import { useRested } from "@/features/extract/usePreview";

import { OrganizationLimit } from "./OrganizationLimit";
import { UserLimit } from "./UserLimit";

interface Chosen {
  user: string | undefined;
  organization: string | undefined;
}

/** How many jobs a person, or an organization, may run at a time. */
export function Limits({ user, organization }: Chosen) {
  const { t } = useTranslation("admin");
  const navigate = useNavigate();
  const show = (change: Partial<Chosen>) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <Section title={t("limits.title")}>
      <p className="max-w-prose text-sm text-soft">{t("limits.what")}</p>
      <div className="grid gap-4 lg:grid-cols-2">
        <Card className="space-y-4">
          <PersonField key={user} user={user} onChoose={(who) => show({ user: who })} />
          {user !== undefined && <UserLimit key={user} who={user} />}
        </Card>
        <Card className="space-y-4">
          <OrganizationField
            organization={organization}
            onChoose={(id) => show({ organization: id })}
          />
          {organization !== undefined && <OrganizationLimit key={organization} id={organization} />}
        </Card>
      </div>
    </Section>
  );
}

/** Found by their e-mail address: installations may have thousands of people. */
function PersonField({
  user,
  onChoose,
}: {
  user: string | undefined;
  onChoose: (who: string | undefined) => void;
}) {
  const { t } = useTranslation("admin");
  const [typed, setTyped] = useState(user ?? "");
  const list = useId();
  const search = useRested(typed.trim(), 250);
  const people = useQuery({
    ...usersListAllOptions({ query: { search, limit: 10 } }),
    enabled: search !== "",
  });
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(typed.trim() || undefined);
      }}
    >
      <Field label={t("limits.person")} className="min-w-0 flex-1">
        {(described) => (
          <Input
            {...described}
            list={list}
            inputMode="email"
            autoComplete="off"
            spellCheck={false}
            placeholder={t("limits.email")}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
      </Field>
      <datalist id={list}>
        {people.data?.users.map(({ id, email, name }) => (
          <option key={id} value={email}>
            {name}
          </option>
        ))}
      </datalist>
      <Button type="submit">{t("limits.show")}</Button>
    </form>
  );
}

function OrganizationField({
  organization,
  onChoose,
}: {
  organization: string | undefined;
  onChoose: (id: string | undefined) => void;
}) {
  const { t } = useTranslation("admin");
  const organizations = useQuery(usersListOrganizationsOptions());
  return (
    <Field label={t("limits.organization")}>
      {(described) => (
        <Select
          {...described}
          value={organization ?? ""}
          onChange={({ target }) => onChoose(target.value || undefined)}
        >
          <option value="">{t("limits.choose")}</option>
          {organizations.data?.organizations.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
