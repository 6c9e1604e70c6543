import { useMutation, useQueryClient } from "@tanstack/react-query";

import type { RetryRequest } from "@/api/generated";
import {
  extractionsRequestCancelMutation,
  extractionsRequestRetryMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { newKey } from "@/lib/key";

/** What lists and counts jobs. */
export const OF_LISTS = [
  "extractionListsLines",
  "extractionListsLinesOfProject",
  "extractionListsCounts",
  "extractionListsCountsOfProject",
  "queueMine",
];
const OF_JOBS = [
  "extractionsGet",
  "extractionsStatus",
  "extractionsItems",
  "eventsEvents",
  ...OF_LISTS,
];

/** Jobs that were cancelled in this tab: nobody needs to be told of their end. */
export const cancelledHere = new Set<string>();

/** Asks a job to stop; `force`: without waiting for its work to. */
export function useCancelJob(jobId: string) {
  const client = useQueryClient();
  const cancel = useMutation({
    ...extractionsRequestCancelMutation(),
    onMutate: () => void cancelledHere.add(jobId),
    onError: () => void cancelledHere.delete(jobId),
    // also when it was refused: the job has ended then
    onSettled: () => refresh(client, ...OF_JOBS),
  });
  return {
    ...cancel,
    cancel: (force = false) => cancel.mutate({ path: { job_id: jobId }, query: { force } }),
  };
}

/** Runs an ended job again under its id, or some of its items. */
export function useRetryJob(jobId: string) {
  const client = useQueryClient();
  const retry = useMutation({
    ...extractionsRequestRetryMutation(),
    onMutate: () => void cancelledHere.delete(jobId),
    onSettled: () => refresh(client, ...OF_JOBS),
  });
  return {
    ...retry,
    retry: (how: RetryRequest) =>
      retry.mutate({
        path: { job_id: jobId },
        body: how,
        headers: { "idempotency-key": newKey() },
      }),
  };
}
