import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { mailboxesAdd, type NewMailboxWritable as NewMailbox } from "@/api/generated";
import { refresh } from "@/api/queries";
import { toast } from "@/lib/toast";

import { OF_MAILBOXES } from "./useMailboxes";
import { useTrialOfNew } from "./useTrial";

/** Tries a mailbox and, if that works, adds it. `addUntried` adds it however that went. */
export function useAdd(projectId: string, onAdded: () => void) {
  const { t } = useTranslation("mailboxes");
  const client = useQueryClient();
  const tried = useTrialOfNew(projectId);
  const add = useMutation({
    mutationFn: async ({ body, isTried }: { body: NewMailbox; isTried: boolean }) => {
      if (isTried && !hasWorked(body) && !(await tried.mutateAsync(body)).ok) return undefined;
      return (await mailboxesAdd({ path: { project_id: projectId }, body })).data;
    },
    onSuccess: async (mailbox) => {
      if (mailbox === undefined) return;
      await refresh(client, ...OF_MAILBOXES);
      toast.success(t("added", { name: mailbox.name.slice(0, 60) }));
      onAdded();
    },
  });
  return {
    tried,
    add: { ...add, mutate: (body: NewMailbox) => add.mutate({ body, isTried: true }) },
    addUntried: (body: NewMailbox) => add.mutate({ body, isTried: false }),
  };

  /** What was just tried needn't be tried again. */
  function hasWorked(body: NewMailbox): boolean {
    return tried.data?.ok === true && JSON.stringify(tried.variables) === JSON.stringify(body);
  }
}
