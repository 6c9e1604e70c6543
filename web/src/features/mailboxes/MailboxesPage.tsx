import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Inbox, MailPlus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { SkeletonLines } from "@/components/ui/skeleton";
import { useRowKeys } from "@/lib/row-keys";
import { useShortcut } from "@/lib/shortcuts";

import { begunConsent } from "./consent";
import { ConsentProblem } from "./ConsentProblem";
import { Feeds } from "./Feeds";
import { MailboxCard } from "./MailboxCard";
import { MailboxDialog } from "./MailboxDialog";
import { Mornings } from "./Mornings";
import type { MailboxesSearch } from "./search";
import { useMailboxes } from "./useMailboxes";

/** Where a project's newsletters come from, when they are looked for, and where the articles go. */
export default function MailboxesPage() {
  const { t } = useTranslation(["mailboxes", "schedules", "extract"]);
  const { projectId } = useParams({ from: "/app/projects/$projectId/mailboxes" });
  const search = useSearch({ from: "/app/projects/$projectId/mailboxes" });
  const navigate = useNavigate();
  const show = (change: MailboxesSearch) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }) });
  const create = () => show({ mailbox: "new", problem: undefined });
  useShortcut("n", t("new"), create, search.mailbox === undefined);
  const list = useRowKeys<HTMLUListElement>(search.mailbox === undefined);
  const mailboxes = useMailboxes(projectId);
  const known = mailboxes.data?.mailboxes;
  return (
    <div className="max-w-3xl space-y-10">
      <Section
        title={t("title")}
        actions={
          known !== undefined &&
          known.length > 0 && (
            <Button onClick={create}>
              <MailPlus /> {t("new")}
            </Button>
          )
        }
      >
        {search.problem !== undefined && (
          <ConsentProblem problem={search.problem}>
            <Button
              size="small"
              onClick={() => show({ ...whereItBegan(projectId), problem: undefined })}
            >
              {t("consent.again")}
            </Button>
          </ConsentProblem>
        )}
        {mailboxes.isError && (
          <ErrorNotice error={mailboxes.error} onRetry={() => void mailboxes.refetch()} />
        )}
        {mailboxes.isPending && <SkeletonLines lines={2} />}
        {known?.length === 0 && (
          <EmptyState
            icon={Inbox}
            title={t("none")}
            actions={
              <Button variant="primary" onClick={create}>
                <MailPlus /> {t("new")}
              </Button>
            }
          >
            {t("noneWhat")}
          </EmptyState>
        )}
        <ul ref={list} className="space-y-3 empty:hidden">
          {known?.map((mailbox) => (
            <MailboxCard
              key={mailbox.id}
              mailbox={mailbox}
              isNew={mailbox.id === search.connected}
            />
          ))}
        </ul>
      </Section>
      {known !== undefined && known.length > 0 && (
        <Mornings projectId={projectId} mailboxes={known} />
      )}
      <Feeds projectId={projectId} />
      {search.mailbox !== undefined && (
        <MailboxDialog
          projectId={projectId}
          mailboxId={search.mailbox === "new" ? undefined : search.mailbox}
          provider={search.provider}
          onProvider={(provider) => show({ provider })}
          onClose={() => show({ mailbox: undefined, provider: undefined })}
        />
      )}
    </div>
  );
}

/** The form from which the browser went to the provider. */
function whereItBegan(projectId: string): MailboxesSearch {
  const begun = begunConsent();
  return begun?.projectId === projectId
    ? { mailbox: begun.mailbox, provider: begun.provider }
    : { mailbox: "new" };
}
