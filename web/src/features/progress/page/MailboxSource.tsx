import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { useTranslation } from "react-i18next";

import { mailboxesListOfProjectOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Skeleton } from "@/components/ui/skeleton";
import { mailboxFieldOf } from "@/features/extract/mailboxField";

import { useExtractor } from "../useExtractor";
import type { Watched } from "../useJob";

/** The mailbox that a job reads, where it reads one. */
export function useMailboxOf(job: Watched): string | undefined {
  const field = mailboxFieldOf(useExtractor(job.extractor));
  const id = field === undefined ? undefined : job.extraction_config[field];
  return typeof id === "string" ? id : undefined;
}

/** That mailbox by its name, with the way to it. */
export function MailboxSource({ job, mailboxId }: { job: Watched; mailboxId: string }) {
  const { t } = useTranslation("progress");
  const path = { project_id: job.project_id };
  const mailboxes = useQuery(mailboxesListOfProjectOptions({ path }));
  if (mailboxes.isPending) return <Skeleton className="h-10" />;
  const mailbox = mailboxes.data?.mailboxes.find(({ id }) => id === mailboxId);
  return (
    <p className="flex items-center gap-3 rounded-lg border border-line bg-surface px-4 py-2.5 text-sm">
      <Inbox aria-hidden className="size-4 shrink-0 text-soft" />
      {mailbox === undefined ? (
        <span className="text-soft">{t("sources.mailboxDeleted")}</span>
      ) : (
        <Link
          to="/projects/$projectId/mailboxes"
          params={{ projectId: job.project_id }}
          title={mailbox.name}
          className="line-clamp-1 min-w-0 text-accent underline-offset-4 hover:underline"
        >
          <bdi>{mailbox.name}</bdi>
        </Link>
      )}
    </p>
  );
}
