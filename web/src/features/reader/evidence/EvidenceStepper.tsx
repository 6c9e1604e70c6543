import { ChevronDown, ChevronUp } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ErrorNotice } from "@/components/notices";
import { IconButton } from "@/components/ui/icon-button";
import { Skeleton } from "@/components/ui/skeleton";

import type { Evidence } from "./useEvidence";

/** Whose evidence is read, which of it, and the way to the next and to the one before. */
export function EvidenceStepper({
  evidence,
  onStep,
}: {
  evidence: Evidence;
  onStep: (step: 1 | -1) => void;
}) {
  const { t } = useTranslation("reader");
  if (evidence.error !== null)
    return <ErrorNotice error={evidence.error} onRetry={evidence.retry} className="p-2" />;
  if (evidence.isPending) return <Skeleton className="w-40" />;
  const { items, at, name } = evidence;
  const place =
    at === undefined
      ? t("evidence.count", { count: items.length })
      : t("evidence.which", { at: at + 1, count: items.length });
  return (
    <div role="group" aria-label={t("evidence.label")} className="flex min-w-0 items-center gap-1">
      <p className="flex min-w-0 items-baseline gap-2 text-sm">
        {name !== undefined && (
          <bdi className="max-w-52 truncate font-medium" title={name.slice(0, 500)}>
            {name}
          </bdi>
        )}
        <span role="status" className="whitespace-nowrap text-soft tabular-nums">
          {place}
        </span>
      </p>
      <IconButton
        label={t("evidence.previous")}
        size="small"
        aria-disabled={evidence.previous === undefined}
        onClick={() => onStep(-1)}
      >
        <ChevronUp />
      </IconButton>
      <IconButton
        label={t("evidence.next")}
        size="small"
        aria-disabled={evidence.next === undefined}
        onClick={() => onStep(1)}
      >
        <ChevronDown />
      </IconButton>
    </div>
  );
}
