import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/components/ui/icon-button";

import type { RejectedSearch } from "../search";
import { useFilter } from "../useListState";

/** What else narrows the list, of what no filter shows: one newsletter, one extraction. */
export function Chips({
  search: { newsletter, job },
  subject,
}: {
  search: RejectedSearch;
  /** Of the newsletter, when it is known. */
  subject: string | undefined;
}) {
  const { t } = useTranslation("articles");
  const filter = useFilter();
  if (newsletter === undefined && job === undefined) return null;
  return (
    <ul aria-label={t("filter.only")} className="flex flex-wrap gap-2">
      {newsletter !== undefined && (
        <Chip label={t("filter.anyNewsletter")} onClear={() => filter({ newsletter: undefined })}>
          {t("filter.newsletter")} <bdi>{subject?.slice(0, 200)}</bdi>
        </Chip>
      )}
      {job !== undefined && (
        <Chip label={t("filter.anyJob")} onClear={() => filter({ job: undefined })}>
          <Link
            to="/jobs/$jobId"
            params={{ jobId: job }}
            className="underline-offset-4 hover:underline"
          >
            {t("filter.job", { id: job.slice(-8) })}
          </Link>
        </Chip>
      )}
    </ul>
  );
}

function Chip({
  label,
  onClear,
  children,
}: {
  label: string;
  onClear: () => void;
  children: ReactNode;
}) {
  return (
    <li className="flex max-w-full items-center gap-1 rounded-full bg-accent-soft pl-3 text-sm text-accent-strong">
      <span className="min-w-0 truncate">{children}</span>
      <IconButton
        label={label}
        size="small"
        className="rounded-full text-accent-strong"
        onClick={onClear}
      >
        <X />
      </IconButton>
    </li>
  );
}
