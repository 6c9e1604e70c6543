import { Link } from "@tanstack/react-router";
import { CalendarClock } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { MailboxView, ScheduleView } from "@/api/generated";
import { ErrorNotice } from "@/components/notices";
import { Section } from "@/components/ui/card";
import { SkeletonLines } from "@/components/ui/skeleton";
import { LastResult } from "@/features/schedules/LastResult";
import { NextTime } from "@/features/schedules/NextTime";
import { ScheduleSwitch } from "@/features/schedules/ScheduleActions";
import { useSchedules } from "@/features/schedules/useSchedules";
import { useWhenWords } from "@/features/schedules/words";

import { NewMorning } from "./NewMorning";
import { useMailExtractor } from "./useMailExtractor";

/** Newsletters that are read by themselves, as every morning: what is set, or one button for it. */
export function Mornings({
  projectId,
  mailboxes,
}: {
  projectId: string;
  mailboxes: readonly MailboxView[];
}) {
  const { t } = useTranslation("mailboxes");
  const extractor = useMailExtractor();
  const { schedules, ...pages } = useSchedules(projectId);
  if (extractor === undefined) return null;
  const own = schedules?.filter((schedule) => schedule.extractor === extractor.name);
  return (
    <Section
      title={t("morning.title")}
      actions={
        own !== undefined &&
        own.length > 0 && (
          <Link
            to="/schedules"
            search={{ project: projectId }}
            className="text-sm font-medium text-accent underline-offset-4 hover:underline"
          >
            {t("morning.all")}
          </Link>
        )
      }
    >
      {pages.isError && <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />}
      {own === undefined && pages.isPending && <SkeletonLines lines={1} />}
      {own?.length === 0 && (
        <NewMorning projectId={projectId} mailboxes={mailboxes} extractor={extractor} />
      )}
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface empty:hidden">
        {own?.map((schedule) => (
          <Morning key={schedule.id} schedule={schedule} />
        ))}
      </ul>
    </Section>
  );
}

function Morning({ schedule }: { schedule: ScheduleView }) {
  const { t } = useTranslation("mailboxes");
  const say = useWhenWords();
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 p-4 text-sm">
      <CalendarClock aria-hidden className="size-5 shrink-0 text-soft" />
      <div className="min-w-0 flex-1 basis-48">
        <Link
          to="/schedules"
          search={{ project: schedule.project_id, schedule: schedule.id }}
          title={schedule.name}
          className="line-clamp-1 font-medium underline-offset-4 hover:text-accent hover:underline"
        >
          <bdi>{schedule.name}</bdi>
        </Link>
        <p className="text-xs text-soft">{say(schedule)}</p>
      </div>
      <Told name={t("morning.next")}>
        <NextTime schedule={schedule} />
      </Told>
      <Told name={t("morning.last")}>
        <LastResult schedule={schedule} />
      </Told>
      <ScheduleSwitch schedule={schedule} />
    </li>
  );
}

function Told({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <p className="text-xs text-soft">{name}</p>
      {children}
    </div>
  );
}
