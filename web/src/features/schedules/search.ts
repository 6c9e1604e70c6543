/** What the list of schedules shows, as the address has it. */
export interface SchedulesSearch {
  /** Only those of this project. */
  project?: string;
  /** The schedule whose form is open; `new`: that of a new one. */
  schedule?: string;
}

export function schedulesSearch(given: Record<string, unknown>): SchedulesSearch {
  return { project: words(given.project), schedule: words(given.schedule) };
}

function words(given: unknown): string | undefined {
  return typeof given === "string" && given !== "" ? given : undefined;
}
