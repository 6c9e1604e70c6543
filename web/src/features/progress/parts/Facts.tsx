import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Duration, Time } from "@/components/time";
import { cn } from "@/lib/cn";
import { formatDuration } from "@/lib/format";
import { useLanguage } from "@/lib/language";

import { secondsBetween, type Shown, useElapsedSeconds, useServerNow } from "../clock";
import { DurationRange } from "./DurationRange";

/** With work under way, something is heard of it more often than this. */
const LONG_SECONDS = 60;

/** For how long, for how much longer, and when something was heard of it last. */
export function Facts({ job, toldAt }: Shown) {
  const { t } = useTranslation("progress");
  const elapsed = useElapsedSeconds({ job, toldAt });
  const ended = job.status !== "running" && job.completed_at;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line text-sm sm:auto-cols-fr sm:grid-flow-col sm:grid-cols-none">
      {job.status === "pending" ? (
        <Fact name={t("submitted")}>
          <Time at={job.queued_at} />
        </Fact>
      ) : (
        <Fact name={ended ? t("took") : t("elapsed")}>
          {elapsed === null ? (
            t("notStarted")
          ) : (
            <Duration seconds={ended ? elapsed : Math.floor(elapsed)} />
          )}
        </Fact>
      )}
      {job.status === "running" && (
        <Fact name={t("remaining")}>
          {job.eta === null ? (
            <span className="text-soft">{t("tooEarly")}</span>
          ) : (
            <DurationRange low={job.eta.low_seconds} high={job.eta.high_seconds} />
          )}
        </Fact>
      )}
      {job.status === "running" && <LastEvent job={job} toldAt={toldAt} />}
      {job.status === "pending" && <Wait job={job} />}
      {ended && (
        <Fact name={t("ended")}>
          <Time at={ended} />
        </Fact>
      )}
    </dl>
  );
}

function Wait({ job }: Pick<Shown, "job">) {
  const { t } = useTranslation("progress");
  const { wait_seconds_low: low = null, wait_seconds_high: high = null } = job.queue ?? {};
  return (
    <Fact name={t("startsIn")}>
      {low === null || high === null ? (
        <span className="text-soft">{t("noEstimate")}</span>
      ) : (
        <DurationRange low={low} high={high} />
      )}
    </Fact>
  );
}

function LastEvent({ job, toldAt }: Shown) {
  const { t } = useTranslation("progress");
  const language = useLanguage();
  const seconds = Math.floor(secondsBetween(job.updated_at, useServerNow(job, toldAt)));
  const isLong = seconds >= LONG_SECONDS;
  return (
    <Fact name={t("lastEvent")} className={cn("col-span-2 sm:col-span-1", isLong && "text-warn")}>
      {t("ago", { duration: formatDuration(seconds, language) })}
      {isLong && <span className="block text-xs">{t("longSilence")}</span>}
    </Fact>
  );
}

function Fact({
  name,
  children,
  className,
}: {
  name: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <div className={cn("grow bg-raised px-3 py-2.5", className)}>
      <dt className="text-xs text-soft">{name}</dt>
      <dd className="mt-0.5 font-medium">{children}</dd>
    </div>
  );
}
