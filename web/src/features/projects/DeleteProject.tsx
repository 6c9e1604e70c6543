import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toast } from "@/lib/toast";

import { projectsDelete, type ProjectView } from "@/api/generated";
import { refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { doUnlessUndone } from "@/lib/undo";

/** The project's end, with all that is in it. */
export function DeleteProject({ project }: { project: ProjectView }) {
  const { t } = useTranslation(["projects", "common"]);
  const client = useQueryClient();
  const navigate = useNavigate();
  const say = useErrorText();
  const remove = () =>
    doUnlessUndone({
      message: t("delete.done", { name: project.name.slice(0, 60) }),
      undo: t("common:undo"),
      begin: () => void navigate({ to: "/" }),
      revert: () =>
        void navigate({ to: "/projects/$projectId/settings", params: { projectId: project.id } }),
      act: async (leaving) => {
        await projectsDelete({ path: { project_id: project.id }, keepalive: leaving });
        await refresh(client, "projectsListMine", "overviewMine");
      },
      fail: (error) => toast.error(say(error)),
    });
  return (
    <Section title={t("delete.title")}>
      <p className="text-sm text-soft">{t("delete.what")}</p>
      <Button variant="danger" onClick={remove}>
        <Trash2 /> {t("delete.title")}
      </Button>
    </Section>
  );
}
