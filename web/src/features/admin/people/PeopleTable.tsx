import { Link } from "@tanstack/react-router";
import { CircleSlash, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { PersonView } from "@/api/generated";
import { Time } from "@/components/time";
import { Badge } from "@/components/ui/badge";
import { type Column, DataTable } from "@/components/ui/table";
import { useRowKeys } from "@/lib/row-keys";

/** People with their organizations; a name opens what can be done for them. */
export function PeopleTable({ people }: { people: readonly PersonView[] }) {
  const { t } = useTranslation("admin");
  const list = useRowKeys<HTMLDivElement>();
  const columns: Column<PersonView>[] = [
    { key: "name", head: t("column.person"), kind: "title", className: "md:w-1/3", cell: named },
    {
      key: "organizations",
      head: t("column.organizations"),
      className: "md:w-1/3",
      cell: ({ organizations }) => <Memberships organizations={organizations} />,
    },
    { key: "state", head: t("column.state"), cell: (person) => <PersonState person={person} /> },
    {
      key: "seen",
      head: t("column.seen"),
      cell: ({ seen_at }) =>
        seen_at === null ? (
          <span className="text-soft">{t("people.neverSeen")}</span>
        ) : (
          <Time at={seen_at} />
        ),
    },
  ];
  return (
    <div ref={list}>
      <DataTable
        caption={t("people.title")}
        columns={columns}
        rows={people}
        rowKey={({ id }) => id}
      />
    </div>
  );
}

function named({ id, name, email }: PersonView) {
  return (
    <>
      <Link
        to="."
        search={(before) => ({ ...before, person: id })}
        title={name}
        className="line-clamp-1 font-medium underline-offset-4 hover:text-accent hover:underline"
      >
        <bdi>{name}</bdi>
      </Link>
      <bdi className="line-clamp-1 text-xs text-soft" title={email}>
        {email}
      </bdi>
    </>
  );
}

function Memberships({ organizations }: Pick<PersonView, "organizations">) {
  const { t } = useTranslation("admin");
  if (organizations.length === 0)
    return <span className="text-soft">{t("people.noOrganization")}</span>;
  return (
    <ul className="space-y-0.5">
      {organizations.map(({ id, name, role }) => (
        <li key={id} className="line-clamp-1" title={name}>
          <bdi>{name}</bdi> <span className="text-xs text-soft">{t(`people.role.${role}`)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Whether the account is in use, and whether it administers. */
export function PersonState({ person }: { person: PersonView }) {
  const { t } = useTranslation("admin");
  return (
    <span className="flex flex-wrap gap-1">
      {person.disabled_at !== null && (
        <Badge tone="warn">
          <CircleSlash aria-hidden /> {t("people.disabled")}
        </Badge>
      )}
      {person.is_admin && (
        <Badge tone="accent">
          <ShieldCheck aria-hidden /> {t("people.administrator")}
        </Badge>
      )}
      {person.disabled_at === null && !person.is_admin && <Badge>{t("people.active")}</Badge>}
    </span>
  );
}
