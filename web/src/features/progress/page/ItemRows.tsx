import { Check, Circle, CircleX, LoaderCircle, type LucideIcon, RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ItemView } from "@/api/generated";
import { ErrorNotice } from "@/components/notices";
import { Duration } from "@/components/time";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";

import { useRetryJob } from "../actions";
import { MoreText } from "../parts/MoreText";
import { isActive, type Watched } from "../useJob";

const LOOKS: Record<ItemView["status"], [LucideIcon, Tone]> = {
  pending: [Circle, "neutral"],
  running: [LoaderCircle, "info"],
  succeeded: [Check, "good"],
  failed: [CircleX, "bad"],
};

/** Items, each with what became of it; those that failed with what to do, and a way to do it. */
export function ItemRows({ job, items }: { job: Watched; items: readonly ItemView[] }) {
  const { t } = useTranslation("progress");
  const { retry, isPending, error } = useRetryJob(job.id);
  const again = (item: ItemView) => retry({ from: "failed_items", items: [item.seq] });
  return (
    <div className="space-y-3">
      {error !== null && <ErrorNotice error={error} />}
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        <table className="w-full text-sm max-sm:block">
          <caption className="sr-only">{t("items.caption")}</caption>
          <thead className="border-b border-line text-left text-xs text-soft max-sm:sr-only">
            <tr>
              <th className="px-4 py-2.5 font-medium">{t("items.name")}</th>
              <th className="px-4 py-2.5 font-medium">{t("items.state")}</th>
              <th className="px-4 py-2.5 text-right font-medium">{t("items.failures")}</th>
              <th className="px-4 py-2.5 text-right font-medium">{t("items.time")}</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line max-sm:block">
            {items.map((item) => (
              <Row
                key={item.seq}
                item={item}
                onRetry={
                  item.status === "failed" && !isActive(job.status) && job.runner === "worker"
                    ? () => !isPending && again(item)
                    : undefined
                }
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Row({ item, onRetry }: { item: ItemView; onRetry: (() => void) | undefined }) {
  const { t } = useTranslation("progress");
  const [Icon, tone] = LOOKS[item.status];
  return (
    <tr className="align-top max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-4 max-sm:gap-y-2 max-sm:px-4 max-sm:py-3">
      <td className="px-4 py-2.5 max-sm:w-full max-sm:p-0">
        <bdi className="line-clamp-2 font-medium" title={item.label}>
          {item.label}
        </bdi>
        {item.failure !== null && <Reason item={item} failure={item.failure} onRetry={onRetry} />}
      </td>
      <td className="px-4 py-2.5 whitespace-nowrap max-sm:p-0">
        <Badge tone={tone}>
          <Icon
            aria-hidden
            className={item.status === "running" ? "motion-safe:animate-spin" : undefined}
          />
          {t(`items.states.${item.status}`)}
        </Badge>
      </td>
      <td className="px-4 py-2.5 text-right text-soft tabular-nums max-sm:hidden">
        {item.attempts > 0 && item.attempts}
      </td>
      <td className="px-4 py-2.5 text-right text-soft max-sm:p-0">
        {item.duration_seconds !== null && <Duration seconds={item.duration_seconds} />}
      </td>
    </tr>
  );
}

const KNOWN = ["crashed", "job_fatal", "lost", "permanent", "timed_out", "transient"] as const;

function Reason({
  item,
  failure,
  onRetry,
}: {
  item: ItemView;
  failure: NonNullable<ItemView["failure"]>;
  onRetry: (() => void) | undefined;
}) {
  const { t } = useTranslation("progress");
  const kind = KNOWN.find((each) => each === failure.kind);
  return (
    <div className="mt-1 space-y-1.5">
      <MoreText
        text={failure.message}
        className={item.status === "failed" ? "text-bad" : "text-soft"}
      />
      {item.status === "failed" && (
        <p className="text-xs text-soft">
          {kind === undefined ? failure.what_to_do : t(`items.whatToDo.${kind}`)}
        </p>
      )}
      {onRetry !== undefined && (
        <Button
          size="small"
          onClick={onRetry}
          aria-label={t("items.retryOf", { name: item.label.slice(0, 100) })}
        >
          <RotateCw /> {t("items.retry")}
        </Button>
      )}
    </div>
  );
}
