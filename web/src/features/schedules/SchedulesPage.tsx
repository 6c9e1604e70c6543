import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { CalendarClock, CalendarPlus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { projectsListMineOptions } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Page, PageHeader } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { SkeletonLines } from "@/components/ui/skeleton";
import { useShortcut } from "@/lib/shortcuts";

import { ScheduleDialog } from "./ScheduleDialog";
import { SchedulesTable } from "./SchedulesTable";
import type { SchedulesSearch } from "./search";
import { useSchedules } from "./useSchedules";

/** Extractions that start by themselves. */
export default function SchedulesPage() {
  const { t } = useTranslation(["schedules", "common"]);
  const search = useSearch({ from: "/app/schedules" });
  const navigate = useNavigate();
  const show = (change: SchedulesSearch) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }) });
  const create = () => show({ schedule: "new" });
  useShortcut("n", t("new"), create, search.schedule === undefined);
  const { schedules, ...pages } = useSchedules(search.project);
  return (
    <Page wide>
      <PageHeader
        title={t("title")}
        description={t("what")}
        actions={
          <Button variant="primary" onClick={create}>
            <CalendarPlus /> {t("new")}
          </Button>
        }
      />
      <div className="space-y-4">
        <ProjectFilter project={search.project} onChoose={(project) => show({ project })} />
        {pages.isError && <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />}
        {pages.isPending && <SkeletonLines lines={4} />}
        {schedules?.length === 0 && <None onCreate={create} />}
        {schedules !== undefined && schedules.length > 0 && (
          <SchedulesTable schedules={schedules} />
        )}
        {pages.hasNextPage && (
          <Button
            aria-disabled={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {t("common:more")}
          </Button>
        )}
      </div>
      {search.schedule !== undefined && (
        <ScheduleDialog
          scheduleId={search.schedule === "new" ? undefined : search.schedule}
          projectId={search.project}
          onClose={() => show({ schedule: undefined })}
        />
      )}
    </Page>
  );
}

function ProjectFilter({
  project,
  onChoose,
}: {
  project: string | undefined;
  onChoose: (project: string | undefined) => void;
}) {
  const { t } = useTranslation("schedules");
  const projects = useQuery(projectsListMineOptions()).data?.projects ?? [];
  if (projects.length < 2 && project === undefined) return null;
  return (
    <Select
      data-search
      className="w-full sm:w-72"
      aria-label={t("project")}
      value={project ?? ""}
      onChange={({ target }) => onChoose(target.value || undefined)}
    >
      <option value="">{t("allProjects")}</option>
      {projects.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}

function None({ onCreate }: { onCreate: () => void }) {
  const { t } = useTranslation("schedules");
  return (
    <EmptyState
      icon={CalendarClock}
      title={t("none")}
      actions={
        <Button variant="primary" onClick={onCreate}>
          <CalendarPlus /> {t("new")}
        </Button>
      }
    >
      {t("noneWhat")}
    </EmptyState>
  );
}
