import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useSearch } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { useTranslation } from "react-i18next";

import {
  mailboxesGetOptions,
  mailboxesListMineOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Page, PageHeader } from "@/components/page";
import { Button } from "@/components/ui/button";
import { SkeletonLines } from "@/components/ui/skeleton";

import { begunConsent } from "./consent";
import { ConsentProblem } from "./ConsentProblem";
import { ProviderMark } from "./ProviderMark";
import { useProvider } from "./useMailboxes";

/** Where browsers arrive that come back from a provider: leads on into the mailbox's project. */
export default function LandingPage() {
  const { t } = useTranslation("mailboxes");
  const { connected, problem } = useSearch({ from: "/app/mailboxes" });
  const begun = begunConsent();
  if (connected !== undefined) return <Connected mailboxId={connected} />;
  if (problem !== undefined && begun !== undefined)
    return (
      <Navigate
        to="/projects/$projectId/mailboxes"
        params={{ projectId: begun.projectId }}
        search={{ problem }}
        replace
      />
    );
  return (
    <Page>
      <PageHeader title={t("title")} description={t("allWhat")} />
      <div className="space-y-6">
        {problem !== undefined && <ConsentProblem problem={problem} />}
        <All />
      </div>
    </Page>
  );
}

function Connected({ mailboxId }: { mailboxId: string }) {
  const mailbox = useQuery(mailboxesGetOptions({ path: { mailbox_id: mailboxId } }));
  if (mailbox.data !== undefined)
    return (
      <Navigate
        to="/projects/$projectId/mailboxes"
        params={{ projectId: mailbox.data.project_id }}
        search={{ connected: mailboxId }}
        replace
      />
    );
  return (
    <Page>
      {mailbox.isError ? <ErrorNotice error={mailbox.error} /> : <SkeletonLines lines={3} />}
    </Page>
  );
}

/** Those of all projects, each with the way to its own. */
function All() {
  const { t } = useTranslation("mailboxes");
  const mailboxes = useQuery(mailboxesListMineOptions());
  if (mailboxes.isError)
    return <ErrorNotice error={mailboxes.error} onRetry={() => void mailboxes.refetch()} />;
  if (mailboxes.data === undefined) return <SkeletonLines lines={3} />;
  if (mailboxes.data.mailboxes.length === 0)
    return (
      <EmptyState
        icon={Inbox}
        title={t("none")}
        actions={
          <Button asChild>
            <Link to="/">{t("toProjects")}</Link>
          </Button>
        }
      >
        {t("noneOfAll")}
      </EmptyState>
    );
  return (
    <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
      {mailboxes.data.mailboxes.map((mailbox) => (
        <li key={mailbox.id} className="flex items-center gap-3 p-4">
          <Mark preset={mailbox.preset} />
          <Link
            to="/projects/$projectId/mailboxes"
            params={{ projectId: mailbox.project_id }}
            className="line-clamp-1 min-w-0 text-sm font-medium underline-offset-4 hover:text-accent hover:underline"
            title={mailbox.name}
          >
            <bdi>{mailbox.name}</bdi>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Mark({ preset }: { preset: string }) {
  return <ProviderMark preset={preset} title={useProvider(preset)?.title} />;
}
