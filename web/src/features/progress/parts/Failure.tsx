import { CircleX } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Watched } from "../useJob";
import { FailedItems } from "./FailedItems";
import { MoreText } from "./MoreText";

const KINDS = [
  "all_items_failed",
  "crashed",
  "job_fatal",
  "lost",
  "permanent",
  "timed_out",
  "transient",
] as const;
type Kind = (typeof KINDS)[number];

/** Why it failed, and what to do about it. */
export function Failure({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  if (job.status !== "failed") return null;
  const kind = KINDS.find((each) => each === job.error_details?.kind);
  return (
    <div className="flex gap-3 rounded-lg border border-bad bg-bad-soft p-4 text-sm">
      <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 flex-1 space-y-2">
        <p className="font-medium">{t("failure.title")}</p>
        <MoreText text={job.error_message ?? job.progress_message} />
        <p className="text-soft">
          {whatToDo(kind)} {job.failed_items > 0 && <FailedItems job={job} />}
        </p>
      </div>
    </div>
  );

  function whatToDo(known: Kind | undefined): string {
    return known === undefined ? t("failure.other") : t(`failure.${known}`);
  }
}
