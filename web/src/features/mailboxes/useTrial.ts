import { useMutation, useQueryClient } from "@tanstack/react-query";

import {
  mailboxesTryIt,
  mailboxesTryNew,
  type NewMailboxWritable as NewMailbox,
} from "@/api/generated";
import { refresh } from "@/api/queries";

import { OF_MAILBOXES } from "./useMailboxes";

/** Tries what has been entered; nothing is stored. */
export function useTrialOfNew(projectId: string) {
  return useMutation({
    mutationFn: async (body: NewMailbox) =>
      (await mailboxesTryNew({ path: { project_id: projectId }, body })).data,
  });
}

/** Tries a mailbox as it is stored; how it went is remembered with it. */
export function useTrial(mailboxId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => (await mailboxesTryIt({ path: { mailbox_id: mailboxId } })).data,
    onSettled: () => refresh(client, ...OF_MAILBOXES),
  });
}
