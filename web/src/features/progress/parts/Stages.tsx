import { Check, Circle, CircleSlash, LoaderCircle, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { StageView } from "@/api/generated";
import { Duration } from "@/components/time";
import { cn } from "@/lib/cn";

import { secondsBetween, type Shown, useServerNow } from "../clock";

const ICONS: Record<StageView["state"], LucideIcon> = {
  waiting: Circle,
  running: LoaderCircle,
  done: Check,
  stopped: CircleSlash,
};

/** The three stages of this attempt: look at the sources, extract, put together. */
export function Stages({ job, toldAt }: Shown) {
  const { t } = useTranslation("progress");
  const now = useServerNow(job, toldAt);
  return (
    <ol aria-label={t("stages")} className="grid gap-x-4 gap-y-2 sm:grid-cols-3">
      {job.stages.map((stage) => (
        <Stage key={stage.name} stage={stage} now={now} />
      ))}
    </ol>
  );
}

function Stage({ stage, now }: { stage: StageView; now: number }) {
  const { t } = useTranslation("progress");
  const Icon = ICONS[stage.state];
  const { started_at: began, ended_at: ended } = stage;
  return (
    <li
      className={cn(
        "flex items-center gap-3 border-line text-sm sm:border-t-2 sm:pt-3",
        stage.state === "running" && "sm:border-accent",
        stage.state === "done" && "sm:border-good",
        stage.state === "waiting" && "text-soft",
      )}
    >
      <Icon
        aria-label={t(`stageStates.${stage.state}`)}
        className={cn(
          "size-4 shrink-0",
          stage.state === "running" && "text-accent motion-safe:animate-spin",
          stage.state === "done" && "text-good",
        )}
      />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{t(`stageNames.${stage.name}`)}</span>
        <span className="flex flex-wrap gap-x-2 text-xs text-soft">
          {stage.total != null && stage.total > 0 && stage.state !== "waiting" && (
            <span>{t("doneOf", { done: stage.done ?? 0, total: stage.total })}</span>
          )}
          {began !== null && (ended !== null || stage.state === "running") && (
            <Duration seconds={rounded(secondsBetween(began, ended ?? now), ended !== null)} />
          )}
        </span>
      </span>
    </li>
  );
}

/** What has ended may show tenths; what counts on shows whole seconds. */
function rounded(seconds: number, hasEnded: boolean): number {
  return hasEnded ? seconds : Math.floor(seconds);
}
