import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { NewsletterView } from "@/api/generated";
import { Time } from "@/components/time";
import { cn } from "@/lib/cn";

import { senderName } from "../senderName";

const COUNT =
  "rounded-full px-2.5 py-1 text-xs whitespace-nowrap tabular-nums underline-offset-4 hover:underline";

/** A newsletter: its subject, who sent it, and the ways to what was kept of it and what not. */
export function NewsletterRow({
  projectId,
  newsletter,
}: {
  projectId: string;
  newsletter: NewsletterView;
}) {
  const { t } = useTranslation("articles");
  const { id, subject, articles, rejected, job_id: job } = newsletter;
  const name = subject || t("noSubject");
  const of = { params: { projectId }, search: { newsletter: id } };
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 hover:bg-sunken/60">
      <div className="min-w-0 flex-1 basis-60">
        <Link
          to="/projects/$projectId/articles"
          {...of}
          data-open
          title={name.slice(0, 500)}
          className="line-clamp-2 text-sm font-medium underline-offset-4 hover:text-accent hover:underline"
        >
          <bdi>{name}</bdi>
        </Link>
        <p className="flex gap-1.5 text-xs text-soft">
          <bdi className="min-w-0 truncate" title={newsletter.sender_address.slice(0, 300)}>
            {senderName(newsletter)}
          </bdi>
          <span aria-hidden>·</span>
          <span className="shrink-0">
            <Time at={newsletter.received_at} />
          </span>
          {job !== null && (
            <>
              <span aria-hidden>·</span>
              <Link
                to="/jobs/$jobId"
                params={{ jobId: job }}
                className="shrink-0 underline-offset-4 hover:underline"
              >
                {t("newsletters.job")}
              </Link>
            </>
          )}
        </p>
      </div>
      <div className="flex gap-1.5">
        <Link
          to="/projects/$projectId/articles"
          {...of}
          className={cn(COUNT, articles > 0 ? "bg-good-soft text-good" : "text-soft")}
        >
          {t("newsletters.articles", { count: articles })}
        </Link>
        <Link
          to="/projects/$projectId/articles/rejected"
          {...of}
          className={cn(COUNT, "bg-sunken text-soft")}
        >
          {t("newsletters.rejected", { count: rejected })}
        </Link>
      </div>
    </div>
  );
}
