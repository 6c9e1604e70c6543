import type { QueryClient } from "@tanstack/react-query";

import { operationOf, refresh } from "@/api/queries";

import type { DeletedJob, JobHint, ProjectHint } from "./messages";

/** Operations whose answers tell of one job, by `path.job_id`. */
const OF_ONE_JOB = [
  "extractionsGet",
  "extractionsStatus",
  "extractionsItems",
  "extractionsArtifacts",
  "eventsEvents",
  "queuePosition",
];
/** Operations whose answers may change whenever any job does. */
const OF_MANY_JOBS = [
  "extractionsListMine",
  "extractionsListOfProject",
  "extractionListsCounts",
  "extractionListsCountsOfProject",
  "extractionListsLines",
  "extractionListsLinesOfProject",
  "overviewMine",
  "queueMine",
  "queueEverybodys",
  "schedulesListMine",
  "schedulesListOfProject",
  "schedulesGet",
];
/** What a job leaves changes when it ends. */
const OF_RESULTS = [
  "filesListMine",
  "filesGet",
  "filesText",
  "graphGet",
  "graphSummary",
  "graphOverview",
  "conceptsFind",
  "deadLettersListMine",
  "statisticsOfProject",
  "mailboxesListMine",
  "mailboxesListOfProject",
  "articlesFind",
  "articlesFindMarked",
  "articlesGet",
  "articlesFacets",
  "newsletterLinksFindRejected",
  "newsletterMessagesFind",
  "siteRulesListOfProject",
];

/** What else changes in a project, by what the stream calls it. */
const OF_PROJECTS: Record<ProjectHint["changed"][number], readonly string[]> = {
  project: ["projectsGet", "projectsListMine", "overviewMine", "membersOfProject"],
  files: ["filesListMine", "filesCounts", "filesGet", "filesVersions", "overviewMine"],
  graph: [
    "graphGet",
    "graphSummary",
    "graphOverview",
    "graphPaths",
    "conceptsFind",
    "conceptsGet",
    "conceptsAround",
    "conceptsRelations",
    "conceptsEvidence",
    "evidenceOfRelationship",
    "overviewMine",
  ],
  // not "articlesFindMarked": what was just read stays in sight
  articles: [
    "articlesFind",
    "articlesGet",
    "articlesFacets",
    "feedsListOfProject",
    "newsletterLinksFindRejected",
    "newsletterMessagesFind",
    "siteRulesListOfProject",
    "feedsListOfProject",
  ],
};

interface Keyed {
  path?: { job_id?: string };
}

function jobOf(key: readonly unknown[]): string | undefined {
  return (key[0] as Keyed | undefined)?.path?.job_id;
}

/**
 * Brings what is shown up to date with the stream. Answers are never put together from hints: what
 * is on screen is fetched again, at most once per `everyMilliseconds`, and what isn't is marked.
 */
export class HintsApplied {
  readonly #client: QueryClient;
  readonly #every: number;
  #jobs = new Set<string>();
  #ended = false;
  readonly #also = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient, everyMilliseconds = 400) {
    this.#client = client;
    this.#every = everyMilliseconds;
  }

  /** Anything may have changed. */
  all(): void {
    void this.#client.invalidateQueries();
  }

  jobs(hints: readonly JobHint[]): void {
    for (const hint of hints) {
      this.#jobs.add(hint.id);
      this.#ended ||= hint.status !== "pending" && hint.status !== "running";
    }
    this.#soon();
  }

  projects(hints: readonly ProjectHint[]): void {
    for (const { changed } of hints)
      for (const what of changed) this.#operations(OF_PROJECTS[what]);
    this.#soon();
  }

  deleted(gone: readonly DeletedJob[]): void {
    for (const { id } of gone) this.#jobs.add(id);
    this.#soon();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #operations(names: readonly string[]): void {
    for (const name of names) this.#also.add(name);
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#apply();
    }, this.#every);
  }

  #apply(): void {
    const jobs = this.#jobs;
    this.#jobs = new Set();
    if (jobs.size > 0) {
      this.#operations(OF_MANY_JOBS);
      void this.#client.invalidateQueries({
        predicate: ({ queryKey }) =>
          OF_ONE_JOB.includes(operationOf(queryKey) ?? "") && jobs.has(jobOf(queryKey) ?? ""),
      });
    }
    if (this.#ended) this.#operations(OF_RESULTS);
    this.#ended = false;
    void refresh(this.#client, ...this.#also);
    this.#also.clear();
  }
}
