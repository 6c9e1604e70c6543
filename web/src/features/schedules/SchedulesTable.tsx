import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { ScheduleView } from "@/api/generated";
import { projectsListMineOptions } from "@/api/generated/@tanstack/react-query.gen";
import { type Column, DataTable } from "@/components/ui/table";
import { useRowKeys } from "@/lib/row-keys";

import { LastResult } from "./LastResult";
import { NextTime } from "./NextTime";
import { ScheduleActions, ScheduleSwitch } from "./ScheduleActions";
import { useWhenWords } from "./words";
import { nameOfZone } from "./zones";

/** Schedules with their next time and their last result. */
export function SchedulesTable({ schedules }: { schedules: readonly ScheduleView[] }) {
  const { t } = useTranslation("schedules");
  const list = useRowKeys<HTMLDivElement>();
  const columns: Column<ScheduleView>[] = [
    {
      key: "name",
      head: t("column.name"),
      kind: "title",
      className: "md:w-1/4",
      cell: (schedule) => <Named schedule={schedule} />,
    },
    {
      key: "when",
      head: t("column.when"),
      className: "md:w-1/4 md:min-w-44",
      cell: (schedule) => <When schedule={schedule} />,
    },
    { key: "next", head: t("column.next"), cell: (schedule) => <NextTime schedule={schedule} /> },
    {
      key: "last",
      head: t("column.last"),
      className: "md:w-1/5",
      cell: (schedule) => <LastResult schedule={schedule} />,
    },
    {
      key: "active",
      head: t("column.active"),
      cell: (schedule) => <ScheduleSwitch schedule={schedule} />,
    },
    {
      key: "actions",
      head: t("column.actions"),
      kind: "actions",
      cell: (schedule) => <ScheduleActions schedule={schedule} />,
    },
  ];
  return (
    <div ref={list}>
      <DataTable caption={t("title")} columns={columns} rows={schedules} rowKey={({ id }) => id} />
    </div>
  );
}

function Named({ schedule }: { schedule: ScheduleView }) {
  const projects = useQuery(projectsListMineOptions());
  const project = projects.data?.projects.find(({ id }) => id === schedule.project_id);
  return (
    <>
      <Link
        to="."
        search={(before) => ({ ...before, schedule: schedule.id })}
        title={schedule.name}
        className="line-clamp-1 font-medium underline-offset-4 hover:text-accent hover:underline"
      >
        <bdi>{schedule.name}</bdi>
      </Link>
      <Link
        to="/projects/$projectId"
        params={{ projectId: schedule.project_id }}
        title={project?.name}
        className="line-clamp-1 text-xs text-soft underline-offset-4 hover:underline"
      >
        <bdi>{project?.name ?? "…"}</bdi>
      </Link>
    </>
  );
}

function When({ schedule }: { schedule: ScheduleView }) {
  const say = useWhenWords();
  return (
    <>
      <p>{say(schedule)}</p>
      <p className="text-xs text-soft">
        {schedule.cron !== null && <code className="mr-2">{schedule.cron}</code>}
        {nameOfZone(schedule.timezone)}
      </p>
    </>
  );
}
