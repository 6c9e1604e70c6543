import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { projectsCreateMutation } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { useMe } from "@/shell/me";

type Kind = "project" | "course";

/** A name, what kind it is, and in which organization where there are several. */
export default function NewProjectDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["home", "common"]);
  const form = useId();
  const { organizations } = useMe();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<Kind>("course");
  const [organization, setOrganization] = useState(organizations[0]?.id ?? null);
  const navigate = useNavigate();
  const client = useQueryClient();
  const create = useMutation({
    ...projectsCreateMutation(),
    onSuccess: async (project) => {
      await navigate({ to: "/projects/$projectId/files", params: { projectId: project.id } });
      await refresh(client, "overviewMine", "projectsListMine");
    },
  });
  const submit = () => create.mutate({ body: { name, kind, organization_id: organization } });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("newProject")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} variant="primary" aria-disabled={create.isPending}>
            {t("common:create")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!create.isPending) submit();
        }}
      >
        <Field label={t("common:name")}>
          {(described) => (
            <Input
              {...described}
              autoFocus
              required
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("kind.label")} help={t(`kind.${kind}Help`)}>
          {(described) => (
            <Select
              {...described}
              value={kind}
              onChange={(event) => setKind(event.target.value as Kind)}
            >
              <option value="course">{t("kind.course")}</option>
              <option value="project">{t("kind.project")}</option>
            </Select>
          )}
        </Field>
        {organizations.length > 1 && (
          <Field label={t("organization")}>
            {(described) => (
              <Select
                {...described}
                value={organization ?? ""}
                onChange={(event) => setOrganization(event.target.value)}
              >
                {organizations.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {create.error !== null && <ErrorNotice error={create.error} />}
      </form>
    </Dialog>
  );
}
