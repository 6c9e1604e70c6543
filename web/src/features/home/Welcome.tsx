import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FolderPlus, Sparkles } from "lucide-react";
import { useTranslation } from "react-i18next";

import { sampleCourseMakeMutation } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

/** What somebody sees who has no project yet: the sample course, one click from its graph. */
export function Welcome({ onNewProject }: { onNewProject: () => void }) {
  const { t } = useTranslation("home");
  const navigate = useNavigate();
  const client = useQueryClient();
  const sample = useMutation({
    ...sampleCourseMakeMutation(),
    onSuccess: async ({ project, job }) => {
      await navigate({
        to: "/projects/$projectId/graph",
        params: { projectId: project.id },
        search: { watch: job.id },
      });
      await refresh(client, "overviewMine", "projectsListMine");
    },
  });
  return (
    <div className="space-y-4">
      <div className="grid gap-4 md:grid-cols-2">
        <Card className="flex flex-col items-start gap-3 border-accent">
          <Sparkles aria-hidden className="size-6 text-accent" />
          <h2 className="text-lg font-semibold">{t("sample.title")}</h2>
          <p className="flex-1 text-sm text-soft">{t("sample.what")}</p>
          <Button
            variant="primary"
            aria-disabled={sample.isPending}
            onClick={() => !sample.isPending && sample.mutate({})}
          >
            {t("sample.go")}
          </Button>
        </Card>
        <Card className="flex flex-col items-start gap-3">
          <FolderPlus aria-hidden className="size-6 text-accent" />
          <h2 className="text-lg font-semibold">{t("own.title")}</h2>
          <p className="flex-1 text-sm text-soft">{t("own.what")}</p>
          <Button onClick={onNewProject}>{t("newProject")}</Button>
        </Card>
      </div>
      {sample.error !== null && <ErrorNotice error={sample.error} />}
    </div>
  );
}
