import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import type { JobDetails, QueueView, StatusView } from "@/api/generated";
import {
  extractionsGetOptions,
  extractionsStatusOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { isApiError } from "@/api/problem";
import { isPassing, refresh } from "@/api/queries";
import { useConnection } from "@/live/LiveProvider";

// the stream tells when a job changes, but its place in the queue changes with others' jobs, and a
// stream can be dead without saying so
const WAITING_MILLISECONDS = 4000;
const RUNNING_MILLISECONDS = 10_000;
const ALONE_MILLISECONDS = 2000;

/** A job with its place in the queue, while it has one. */
export type Watched = JobDetails & { queue: QueueView | null };

export interface JobWatch {
  /** As it is now, or, when the server can't be reached, as it was last known. */
  job: Watched | undefined;
  /** When the server told this, in milliseconds of this machine's clock. */
  toldAt: number;
  /** Why there is nothing to show. */
  error: unknown;
  /** The server can't be reached now. */
  isLost: boolean;
  retry: () => void;
}

/** One job as it is now: by the stream's hints, and by asking every 2 s where that is down. */
export function useJob(jobId: string): JobWatch {
  const client = useQueryClient();
  const isDown = useConnection() === "down";
  const path = { job_id: jobId };
  // "always": a server on this machine is there when no network is
  const details = useQuery({ ...extractionsGetOptions({ path }), networkMode: "always" });
  const status = useQuery({
    ...extractionsStatusOptions({ path }),
    enabled: details.data !== undefined && isActive(details.data.status),
    networkMode: "always",
    retry: false, // the next question comes soon
    refetchInterval: ({ state }) => {
      if (isDown || state.status === "error") return ALONE_MILLISECONDS;
      return state.data?.status === "running" ? RUNNING_MILLISECONDS : WAITING_MILLISECONDS;
    },
  });
  const job = merged(details, status);
  const isOutdated = details.data !== undefined && job !== undefined && differs(job, details.data);
  useEffect(() => {
    // the short answer lacks what changes when a job starts, ends or is retried
    if (isOutdated) void refresh(client, "extractionsGet", "extractionsItems", "eventsEvents");
  }, [isOutdated, client]);
  const missing = [details.error, status.error].find(isMissing);
  return {
    job: missing === undefined ? job : undefined,
    toldAt: Math.max(details.dataUpdatedAt, status.dataUpdatedAt),
    error: missing ?? (details.data === undefined ? details.error : null),
    isLost: isPassing(status.error) || isPassing(details.failureReason),
    retry: () => void details.refetch(),
  };
}

export function isActive(status: StatusView["status"]): boolean {
  return status === "pending" || status === "running";
}

function isMissing(error: unknown): boolean {
  return isApiError(error) && error.status === 404;
}

function differs(now: StatusView, before: JobDetails): boolean {
  return now.status !== before.status || now.attempt !== before.attempt;
}

interface Told<T> {
  data: T | undefined;
  dataUpdatedAt: number;
}

/** The newer of both answers. */
function merged(details: Told<JobDetails>, status: Told<StatusView>): Watched | undefined {
  if (details.data === undefined) return undefined;
  if (status.data === undefined) return { ...details.data, queue: null };
  if (status.dataUpdatedAt > details.dataUpdatedAt) return { ...details.data, ...status.data };
  return { ...details.data, queue: details.data.status === "pending" ? status.data.queue : null };
}
