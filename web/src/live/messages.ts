import type { Status } from "@/api/generated";

/** How a job is now, as the stream tells it. */
export interface JobHint {
  id: string;
  project_id: string;
  status: Status;
  progress: number;
  cancelling: boolean;
}

export interface DeletedJob {
  id: string;
  project_id: string;
}

/** A project in which something else changed. */
export interface ProjectHint {
  id: string;
  changed: ("project" | "files" | "graph" | "articles")[];
}

/** How the browser hears of changes: `open`, or `down` and trying again (screens then poll). */
export type Connection = "connecting" | "open" | "down";

/** What the tab that holds the stream tells the others, and itself. */
export type Message =
  | { kind: "hello" }
  | { kind: "jobs"; jobs: JobHint[] }
  | { kind: "deleted"; jobs: DeletedJob[] }
  | { kind: "projects"; projects: ProjectHint[] }
  | { kind: "connection"; connection: Connection }
  | { kind: "who-leads" };
