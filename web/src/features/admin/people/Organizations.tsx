import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Building2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { OrganizationSummary } from "@/api/generated";
import {
  usersAddOrganizationMutation,
  usersListOrganizationsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { ErrorNotice, useErrorText } from "@/components/notices";
import { Count } from "@/components/numbers";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/field";
import { SkeletonLines } from "@/components/ui/skeleton";
import { type Column, DataTable } from "@/components/ui/table";

/** All organizations; a name shows its people above. */
export function Organizations({ onShow }: { onShow: (organization: string) => void }) {
  const { t } = useTranslation("admin");
  const organizations = useQuery(usersListOrganizationsOptions());
  const columns: Column<OrganizationSummary>[] = [
    {
      key: "name",
      head: t("column.organization"),
      kind: "title",
      className: "md:w-1/2",
      cell: ({ id, name }) => (
        <button
          type="button"
          title={name}
          onClick={() => {
            onShow(id);
            window.scrollTo({ top: 0 });
          }}
          className="line-clamp-2 text-left font-medium underline-offset-4 hover:text-accent hover:underline"
        >
          <bdi>{name}</bdi>
        </button>
      ),
    },
    {
      key: "members",
      head: t("column.members"),
      kind: "number",
      cell: ({ members }) => <Count value={members} />,
    },
    {
      key: "projects",
      head: t("column.projects"),
      kind: "number",
      cell: ({ projects }) => <Count value={projects} />,
    },
    {
      key: "made",
      head: t("column.made"),
      cell: ({ created_at }) => <Time at={created_at} />,
    },
  ];
  return (
    <Section title={t("organizations.title")}>
      {organizations.isPending && <SkeletonLines lines={3} />}
      {organizations.isError && (
        <ErrorNotice error={organizations.error} onRetry={() => void organizations.refetch()} />
      )}
      {organizations.data !== undefined && (
        <DataTable
          caption={t("organizations.title")}
          columns={columns}
          rows={organizations.data.organizations}
          rowKey={({ id }) => id}
        />
      )}
      <AddOrganization />
    </Section>
  );
}

function AddOrganization() {
  const { t } = useTranslation("admin");
  const say = useErrorText();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const add = useMutation({
    ...usersAddOrganizationMutation(),
    onSuccess: async () => {
      setName("");
      await refresh(client, "usersListOrganizations");
    },
  });
  return (
    <form
      className="flex max-w-xl flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!add.isPending) add.mutate({ body: { name } });
      }}
    >
      <Field
        label={t("organizations.new")}
        error={add.error === null ? undefined : say(add.error)}
        className="min-w-0 flex-1 basis-60"
      >
        {(described) => (
          <Input
            {...described}
            required
            maxLength={200}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <Button type="submit" aria-disabled={add.isPending}>
        <Building2 /> {t("organizations.add")}
      </Button>
    </form>
  );
}
