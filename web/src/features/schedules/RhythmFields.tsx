import { useTranslation } from "react-i18next";

import { Field, Input, Select } from "@/components/ui/field";
import { useLanguage } from "@/lib/language";

import type { Rhythm } from "./rhythm";
import { dayName } from "./words";
import { readersZone, zonesByRegion } from "./zones";

const MONDAY_FIRST = [1, 2, 3, 4, 5, 6, 0];
const DAYS = Array.from({ length: 31 }, (_, nth) => nth + 1);

interface PartProps {
  rhythm: Rhythm;
  onChange: (changed: Partial<Rhythm>) => void;
}

/** At what time; of what is hourly, at which minute. */
export function Clock({ rhythm, onChange }: PartProps) {
  const { t } = useTranslation("schedules");
  if (rhythm.kind === "hourly")
    return (
      <Field label={t("minute")}>
        {(described) => (
          <Input
            {...described}
            type="number"
            required
            min={0}
            max={59}
            value={Number(rhythm.time.slice(3))}
            onChange={({ target }) =>
              onChange({ time: `00:${String(Number(target.value) % 60).padStart(2, "0")}` })
            }
          />
        )}
      </Field>
    );
  return (
    <Field label={t("time")}>
      {(described) => (
        <Input
          {...described}
          type="time"
          required
          value={rhythm.time}
          onChange={({ target }) => target.value !== "" && onChange({ time: target.value })}
        />
      )}
    </Field>
  );
}

export function Weekday({ rhythm, onChange }: PartProps) {
  const { t } = useTranslation("schedules");
  const language = useLanguage();
  return (
    <Field label={t("weekday")}>
      {(described) => (
        <Select
          {...described}
          value={rhythm.weekday}
          onChange={({ target }) => onChange({ weekday: Number(target.value) })}
        >
          {MONDAY_FIRST.map((day) => (
            <option key={day} value={day}>
              {dayName(day, language)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

export function DayOfMonth({ rhythm, onChange }: PartProps) {
  const { t } = useTranslation("schedules");
  return (
    <Field label={t("day")} help={rhythm.day > 28 ? t("dayHelp") : undefined}>
      {(described) => (
        <Select
          {...described}
          value={rhythm.day}
          onChange={({ target }) => onChange({ day: Number(target.value) })}
        >
          {DAYS.map((day) => (
            <option key={day} value={day}>
              {t("dayNumber", { day })}
            </option>
          ))}
          <option value={0}>{t("lastDay")}</option>
        </Select>
      )}
    </Field>
  );
}

/** Where the clock hangs. */
export function Zone({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
  const { t } = useTranslation("schedules");
  return (
    <Field label={t("zone")} help={zone === readersZone() ? t("zoneHere") : t("zoneThere")}>
      {(described) => (
        <Select {...described} value={zone} onChange={({ target }) => onChange(target.value)}>
          {zonesByRegion(zone).map(([region, zones]) => (
            <optgroup key={region} label={region}>
              {zones.map((each) => (
                <option key={each} value={each}>
                  {each.replaceAll("_", " ")}
                </option>
              ))}
            </optgroup>
          ))}
        </Select>
      )}
    </Field>
  );
}
