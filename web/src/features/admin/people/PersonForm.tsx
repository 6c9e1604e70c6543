import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { NewUser } from "@/api/generated";
import { usersListOrganizationsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Checkbox, Field, Input, Select } from "@/components/ui/field";

import { type Role, ROLES } from "../search";

const NOBODY: NewUser = { email: "", name: "", is_admin: false, role: "member" };

/** Who it is, and where they belong. */
export function PersonForm({
  id,
  error,
  onSubmit,
}: {
  id: string;
  error: unknown;
  onSubmit: (body: NewUser) => void;
}) {
  const { t } = useTranslation(["admin", "common"]);
  const organizations = useQuery(usersListOrganizationsOptions());
  const [person, setPerson] = useState(NOBODY);
  const change = (changed: Partial<NewUser>) => setPerson({ ...person, ...changed });
  return (
    <form
      id={id}
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(person);
      }}
    >
      <Field label={t("people.email")} help={t("people.emailHelp")}>
        {(described) => (
          <Input
            {...described}
            type="email"
            autoFocus
            required
            maxLength={320}
            autoComplete="off"
            value={person.email}
            onChange={({ target }) => change({ email: target.value })}
          />
        )}
      </Field>
      <Field label={t("common:name")}>
        {(described) => (
          <Input
            {...described}
            required
            maxLength={200}
            autoComplete="off"
            value={person.name}
            onChange={({ target }) => change({ name: target.value })}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("column.organization")} help={t("people.organizationHelp")}>
          {(described) => (
            <Select
              {...described}
              value={person.organization_id ?? ""}
              onChange={({ target }) => change({ organization_id: target.value || null })}
            >
              <option value="">{t("people.noOrganization")}</option>
              {organizations.data?.organizations.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <RoleField role={person.role ?? "member"} onChange={(role) => change({ role })} />
      </div>
      <label className="flex items-start gap-3 text-sm">
        <Checkbox
          className="mt-0.5 shrink-0"
          checked={person.is_admin === true}
          onChange={({ target }) => change({ is_admin: target.checked })}
        />
        <span>
          {t("people.makeAdministrator")}
          <span className="block text-xs text-soft">{t("people.administratorHelp")}</span>
        </span>
      </label>
      {error != null && <ErrorNotice error={error} />}
    </form>
  );
}

function RoleField({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation("admin");
  return (
    <Field label={t("column.role")} help={t(`people.roleHelp.${role}`)}>
      {(described) => (
        <Select
          {...described}
          value={role}
          onChange={({ target }) => onChange(target.value as Role)}
        >
          {ROLES.map((each) => (
            <option key={each} value={each}>
              {t(`people.role.${each}`)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
