import { Link } from "@tanstack/react-router";
import { FileText, FileX } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/notices";

import type { Shown } from "../clock";
import { MailboxSource, useMailboxOf } from "./MailboxSource";

/** The files that it reads, or the mailbox. */
export function Sources({ job }: Shown) {
  const { t } = useTranslation("progress");
  const mailboxId = useMailboxOf(job);
  if (mailboxId !== undefined) return <MailboxSource {...{ job, mailboxId }} />;
  if (job.file_count === 0) return <EmptyState icon={FileX} title={t("sources.none")} />;
  const others = job.file_count - job.files.length;
  return (
    <>
      <ul
        aria-label={t("tabs.files")}
        className="divide-y divide-line rounded-lg border border-line bg-surface text-sm"
      >
        {job.files.map((file, at) => (
          <li key={at} className="flex items-center gap-3 px-4 py-2.5">
            <FileText aria-hidden className="size-4 shrink-0 text-soft" />
            {file.file_id === null ? (
              <span className="min-w-0 text-soft">
                <bdi className="line-clamp-2 line-through">{file.file_name}</bdi>
                {t("sources.deleted")}
              </span>
            ) : (
              <Link
                to="/files/$fileId"
                params={{ fileId: file.file_id }}
                title={file.file_name}
                className="line-clamp-2 min-w-0 text-accent underline-offset-4 hover:underline"
              >
                <bdi>{file.file_name}</bdi>
              </Link>
            )}
          </li>
        ))}
      </ul>
      {others > 0 && (
        <p className="mt-3 text-sm text-soft">{t("sources.more", { count: others })}</p>
      )}
    </>
  );
}
