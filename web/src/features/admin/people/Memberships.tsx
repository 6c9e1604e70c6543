import { useQuery } from "@tanstack/react-query";
import { UserMinus, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { PersonView } from "@/api/generated";
import { usersListOrganizationsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";

import { type Role, ROLES } from "../search";

interface Props {
  person: PersonView;
  setRole: (organization: string, role: Role) => void;
  leave: (organization: string, name: string) => void;
}

/** The organizations that somebody is in, with their role in each, and a way into others. */
export function Memberships({ person, setRole, leave }: Props) {
  const { t } = useTranslation("admin");
  return (
    <section aria-labelledby="memberships" className="space-y-3">
      <h3 id="memberships" className="text-sm font-semibold">
        {t("column.organizations")}
      </h3>
      {person.organizations.length === 0 && (
        <p className="text-sm text-soft">{t("people.inNone")}</p>
      )}
      <ul className="divide-y divide-line rounded-lg border border-line empty:hidden">
        {person.organizations.map(({ id, name, role }) => (
          <li key={id} className="flex items-center gap-2 py-2 pr-1 pl-3">
            <bdi className="line-clamp-2 min-w-0 flex-1 text-sm" title={name}>
              {name}
            </bdi>
            <Select
              className="h-8 w-auto"
              aria-label={t("people.roleIn", { organization: name.slice(0, 60) })}
              value={role}
              onChange={({ target }) => setRole(id, target.value as Role)}
            >
              {ROLES.map((each) => (
                <option key={each} value={each}>
                  {t(`people.role.${each}`)}
                </option>
              ))}
            </Select>
            <IconButton
              size="small"
              label={t("people.leave", { organization: name.slice(0, 60) })}
              onClick={() => leave(id, name)}
            >
              <UserMinus />
            </IconButton>
          </li>
        ))}
      </ul>
      <Join person={person} join={(organization) => setRole(organization, "member")} />
    </section>
  );
}

function Join({ person, join }: { person: PersonView; join: (organization: string) => void }) {
  const { t } = useTranslation("admin");
  const [chosen, setChosen] = useState("");
  const all = useQuery(usersListOrganizationsOptions());
  const others = all.data?.organizations.filter(
    ({ id }) => !person.organizations.some((each) => each.id === id),
  );
  if (others === undefined || others.length === 0) return null;
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== "") join(chosen);
        setChosen("");
      }}
    >
      <Field label={t("people.join")} className="min-w-0 flex-1">
        {(described) => (
          <Select
            {...described}
            required
            value={chosen}
            onChange={({ target }) => setChosen(target.value)}
          >
            <option value="">{t("limits.choose")}</option>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Button type="submit">
        <UserPlus /> {t("people.joinGo")}
      </Button>
    </form>
  );
}
