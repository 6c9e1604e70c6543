import { useQuery } from "@tanstack/react-query";
import { FolderPlus } from "lucide-react";
import { useTranslation } from "react-i18next";

import {
  extractorsListAllOptions,
  projectsListMineOptions,
  schedulesGetOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Dialog } from "@/components/ui/dialog";
import { SkeletonLines } from "@/components/ui/skeleton";
import { usable } from "@/features/extract/draft";

import { draftOf, newDraft } from "./draft";
import { ScheduleForm } from "./ScheduleForm";

/** Makes a schedule, or changes one. */
export function ScheduleDialog({
  scheduleId,
  projectId,
  onClose,
}: {
  scheduleId: string | undefined;
  projectId: string | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation(["schedules", "mailboxes"]); // so that nothing vanishes to load them
  const extractors = useQuery({ ...extractorsListAllOptions(), staleTime: Infinity });
  const projects = useQuery(projectsListMineOptions());
  const schedule = useQuery({
    ...schedulesGetOptions({ path: { schedule_id: scheduleId ?? "" } }),
    enabled: scheduleId !== undefined,
  });
  const error = extractors.error ?? projects.error ?? schedule.error;
  const isReady =
    extractors.data !== undefined &&
    projects.data !== undefined &&
    (scheduleId === undefined || schedule.data !== undefined);
  const known = extractors.data === undefined ? [] : usable(extractors.data);
  return (
    <Dialog
      open
      onClose={onClose}
      shape="wide"
      title={t(scheduleId === undefined ? "new" : "change")}
      description={
        schedule.data?.file_ids?.length === 0
          ? undefined // it reads a mailbox, or nothing
          : t("filesWhat", { count: schedule.data?.file_ids?.length ?? 0 })
      }
    >
      {error !== null ? (
        <ErrorNotice error={error} />
      ) : !isReady ? (
        <SkeletonLines lines={5} />
      ) : projects.data.projects.length === 0 ? (
        <EmptyState icon={FolderPlus} title={t("noProject")}>
          {t("noProjectWhat")}
        </EmptyState>
      ) : (
        <ScheduleForm
          scheduleId={scheduleId}
          begun={
            schedule.data === undefined
              ? newDraft(projectId ?? projects.data.projects[0]?.id ?? "", known)
              : draftOf(schedule.data, known)
          }
          extractors={known}
          projects={projects.data.projects}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}
