/** Crons that have plain words, and back: what isn't among them is entered as a cron. */

export const KINDS = [
  "hourly",
  "daily",
  "weekdays",
  "weekly",
  "monthly",
  "once",
  "custom",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Rhythm {
  kind: Kind;
  /** As `<input type="time">` holds it: "07:00". */
  time: string;
  /** 0 is Sunday. */
  weekday: number;
  /** A day of the month; 0: the last. */
  day: number;
  cron: string;
  /** As `<input type="datetime-local">` holds it, in the reader's zone. */
  at: string;
}

export const EVERY_MORNING: Rhythm = {
  kind: "daily",
  time: "07:00",
  weekday: 1,
  day: 1,
  cron: "0 7 * * *",
  at: "",
};

const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** The cron of a rhythm; none of one that fires once. */
export function cronOf({ kind, time, weekday, day, cron }: Rhythm): string | null {
  const [hour, minute] = time.split(":").map(Number);
  const clock = `${minute ?? 0} ${hour ?? 0}`;
  switch (kind) {
    case "hourly":
      return `${minute ?? 0} * * * *`;
    case "daily":
      return `${clock} * * *`;
    case "weekdays":
      return `${clock} * * MON-FRI`;
    case "weekly":
      return `${clock} * * ${DAYS[weekday] ?? "MON"}`;
    case "monthly":
      return `${clock} ${day === 0 ? "L" : day} * *`;
    case "custom":
      return cron.trim();
    case "once":
      return null;
  }
}

const SHAPE = /^(\d{1,2}) (\d{1,2}|\*) (\d{1,2}|L|\*) \* ([\w-]+|\*)$/i;

/** The rhythm that a cron has in plain words, or the cron itself. */
export function rhythmOf(cron: string): Rhythm {
  const custom: Rhythm = { ...EVERY_MORNING, kind: "custom", cron };
  const found = SHAPE.exec(cron.trim().replaceAll(/\s+/g, " "));
  if (found === null) return custom;
  const [minute = "", hour = "", date = "", days = ""] = found.slice(1);
  const told: Rhythm = { ...custom, time: clockOf(hour, minute) };
  if (hour === "*") return date === "*" && days === "*" ? { ...told, kind: "hourly" } : custom;
  if (date !== "*" && days !== "*") return custom;
  if (date !== "*")
    return { ...told, kind: "monthly", day: date.toUpperCase() === "L" ? 0 : Number(date) };
  if (days === "*") return { ...told, kind: "daily" };
  if (/^(mon-fri|1-5)$/i.test(days)) return { ...told, kind: "weekdays" };
  const weekday = weekdayOf(days);
  return weekday === undefined ? custom : { ...told, kind: "weekly", weekday };
}

function clockOf(hour: string, minute: string): string {
  const two = (part: string) => part.padStart(2, "0");
  return `${hour === "*" ? "00" : two(hour)}:${two(minute)}`;
}

/** "MON", "1"; 7 is Sunday too. */
function weekdayOf(day: string): number | undefined {
  const named = DAYS.indexOf(day.toUpperCase());
  if (named !== -1) return named;
  return /^[0-7]$/.test(day) ? Number(day) % 7 : undefined;
}
