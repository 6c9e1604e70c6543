import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/lib/toast";

import type { ProjectView } from "@/api/generated";
import { projectsRenameMutation } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/field";

/** The project's name. */
export function RenameProject({ project }: { project: ProjectView }) {
  const { t } = useTranslation(["projects", "common"]);
  const client = useQueryClient();
  const say = useErrorText();
  const [name, setName] = useState(project.name);
  const rename = useMutation({
    ...projectsRenameMutation(),
    onSuccess: async () => {
      await refresh(client, "projectsGet", "projectsListMine", "overviewMine");
      toast.success(t("common:saved"));
    },
  });
  return (
    <Section title={t("rename.title")}>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ path: { project_id: project.id }, body: { name } });
        }}
      >
        <Field
          label={t("common:name")}
          className="min-w-0 flex-1 basis-60"
          error={rename.error === null ? undefined : say(rename.error)}
        >
          {(described) => (
            <Input
              {...described}
              required
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" aria-disabled={rename.isPending || name.trim() === project.name}>
          {t("common:rename")}
        </Button>
      </form>
    </Section>
  );
}
