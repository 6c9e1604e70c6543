import { useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { projectsGetOptions } from "@/api/generated/@tanstack/react-query.gen";
import { NavTabs, PageHeader } from "@/components/page";
import { Badge } from "@/components/ui/badge";
import { ExtractButton } from "@/features/extract/ExtractButton";
import { useShortcut } from "@/lib/shortcuts";

import { useTabs } from "./useTabs";

/** A project: its name, the Extract button, and a tab for each thing in it. */
export default function ProjectPage() {
  const { t } = useTranslation("projects");
  const { projectId } = useParams({ from: "/app/projects/$projectId" });
  const project = useSuspenseQuery(projectsGetOptions({ path: { project_id: projectId } })).data;
  const tabs = useTabs(project);
  useShortcut("e", t("keys.extract"), openExtract);
  return (
    <div className="px-4 py-6 sm:px-6">
      <PageHeader
        title={project.name}
        description={project.kind === "course" ? <Badge>{t("course")}</Badge> : undefined}
        actions={<ExtractButton projectId={projectId} />}
      >
        <NavTabs
          label={t("tabs.label")}
          tabs={tabs.map(({ name, to }) => ({
            label: t(`tabs.${name}`),
            link: { to, params: { projectId } },
          }))}
        />
      </PageHeader>
      <Outlet />
    </div>
  );
}

/** The button carries `data-extract`. */
function openExtract(): void {
  document.querySelector<HTMLElement>("[data-extract]")?.click();
}
