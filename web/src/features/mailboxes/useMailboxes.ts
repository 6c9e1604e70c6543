import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import {
  mailboxesDelete,
  type MailboxesView,
  type MailboxView,
  type ProviderView,
} from "@/api/generated";
import {
  mailboxesChangeMutation,
  mailboxesListOfProjectOptions,
  mailboxesListOfProjectQueryKey,
  mailboxesListPresetsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { toast } from "@/lib/toast";
import { doUnlessUndone } from "@/lib/undo";

export const OF_MAILBOXES = ["mailboxesListMine", "mailboxesListOfProject", "mailboxesGet"];

/** The mailboxes of a project, by name. */
export function useMailboxes(projectId: string, enabled = true) {
  return useQuery({
    ...mailboxesListOfProjectOptions({ path: { project_id: projectId } }),
    enabled,
  });
}

/** The mail providers that Educe knows. They change with its version only. */
export function useProviders() {
  return useQuery({ ...mailboxesListPresetsOptions(), staleTime: Infinity });
}

/** What a mailbox's provider is called. */
export function useProvider(preset: string): ProviderView | undefined {
  return useProviders().data?.presets.find(({ name }) => name === preset);
}

/** Which of one's own mailboxes is meant where none is named. */
export function useMakeDefault(): (mailbox: MailboxView) => void {
  const { t } = useTranslation("mailboxes");
  const client = useQueryClient();
  const say = useErrorText();
  const change = useMutation({
    ...mailboxesChangeMutation(),
    onSuccess: async (mailbox) => {
      await refresh(client, ...OF_MAILBOXES);
      toast.success(t("defaultNow", { name: mailbox.name.slice(0, 60) }));
    },
    onError: (error) => toast.error(say(error)),
  });
  return ({ id }) => change.mutate({ path: { mailbox_id: id }, body: { is_default: true } });
}

/** Takes a mailbox off the list at once, and deletes it some seconds later. */
export function useDeleteMailbox(): (mailbox: MailboxView) => void {
  const { t } = useTranslation(["mailboxes", "common"]);
  const client = useQueryClient();
  const say = useErrorText();
  const again = () => void refresh(client, ...OF_MAILBOXES);
  return ({ id, name, project_id }) =>
    doUnlessUndone({
      message: t("deleted", { name: name.slice(0, 60) }),
      undo: t("common:undo"),
      begin: () =>
        client.setQueryData<MailboxesView>(
          mailboxesListOfProjectQueryKey({ path: { project_id } }),
          (listed) =>
            listed && { mailboxes: listed.mailboxes.filter((mailbox) => mailbox.id !== id) },
        ),
      revert: again,
      act: async (leaving) => {
        await mailboxesDelete({ path: { mailbox_id: id }, keepalive: leaving });
        again();
      },
      fail: (error) => toast.error(say(error)),
    });
}
