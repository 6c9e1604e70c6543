import { useTranslation } from "react-i18next";

import type { ScheduleView } from "@/api/generated";
import { Time } from "@/components/time";
import { useLanguage } from "@/lib/language";

import { formatInZone, nameOfZone, readersZone } from "./zones";

/** When it fires next: here, and where its clock hangs if that shows something else. */
export function NextTime({ schedule }: { schedule: ScheduleView }) {
  const { t } = useTranslation("schedules");
  const [next] = schedule.next;
  if (next === undefined) return <span className="text-soft">{t(`never.${schedule.state}`)}</span>;
  return (
    <>
      <p>
        <Time at={next} />
      </p>
      <p className="text-xs text-soft">
        <InZones moment={next} zone={schedule.timezone} />
      </p>
    </>
  );
}

/** A moment in the reader's zone, and in the other one where its clocks show something else. */
export function InZones({ moment, zone }: { moment: string; zone: string }) {
  const language = useLanguage();
  const here = formatInZone(moment, readersZone(), language);
  const there = formatInZone(moment, zone, language);
  return (
    <>
      <time dateTime={moment} className="whitespace-nowrap">
        {here}
      </time>
      {there !== here && (
        <span className="block">
          ({there} {nameOfZone(zone)})
        </span>
      )}
    </>
  );
}
