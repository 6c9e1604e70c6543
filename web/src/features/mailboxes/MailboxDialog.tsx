import { useTranslation } from "react-i18next";

import { ErrorNotice } from "@/components/notices";
import { Dialog } from "@/components/ui/dialog";
import { SkeletonLines } from "@/components/ui/skeleton";

import { EditMailbox } from "./EditMailbox";
import { NewMailbox } from "./NewMailbox";
import { useMailboxes, useProviders } from "./useMailboxes";

/** Sets up a mailbox, or changes one. */
export function MailboxDialog({
  projectId,
  mailboxId,
  provider,
  onProvider,
  onClose,
}: {
  projectId: string;
  /** None: a new one. */
  mailboxId: string | undefined;
  provider: string | undefined;
  onProvider: (provider: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(["common", "mailboxes"]);
  const providers = useProviders();
  const mailboxes = useMailboxes(projectId);
  const mailbox = mailboxes.data?.mailboxes.find(({ id }) => id === mailboxId);
  const error = providers.error ?? mailboxes.error;
  const isReady = providers.data !== undefined && mailboxes.data !== undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      shape="wide"
      title={t(mailboxId === undefined ? "mailboxes:new" : "mailboxes:change")}
      description={
        mailboxId === undefined ? (
          t("mailboxes:newWhat")
        ) : (
          <bdi className="line-clamp-1">{mailbox?.name}</bdi>
        )
      }
    >
      {error !== null ? (
        <ErrorNotice error={error} />
      ) : !isReady ? (
        <SkeletonLines lines={5} />
      ) : mailboxId === undefined ? (
        <NewMailbox
          projectId={projectId}
          providers={providers.data.presets}
          chosen={provider}
          onChoose={onProvider}
          onClose={onClose}
        />
      ) : mailbox === undefined ? (
        <p role="alert">{t("errors.notFound")}</p>
      ) : (
        <EditMailbox
          mailbox={mailbox}
          provider={providers.data.presets.find(({ name }) => name === mailbox.preset)}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}
