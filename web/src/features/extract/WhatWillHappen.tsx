import { PauseCircle, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { JobPreview } from "@/api/generated";
import { ErrorNotice } from "@/components/notices";
import { Bytes, Count } from "@/components/numbers";
import { Skeleton } from "@/components/ui/skeleton";
import { DurationRange } from "@/features/progress/parts/DurationRange";
import { cn } from "@/lib/cn";
import { useLanguage } from "@/lib/language";

import { Part } from "./Part";
import type { usePreview } from "./usePreview";

/** How much, how long, and when: before it is started. `isPart`: the files asked about are only the
 * first of them, so that nothing can be said of how much there is. */
export function WhatWillHappen({
  preview,
  isPart,
  isOfMailbox,
}: {
  preview: ReturnType<typeof usePreview>;
  isPart: boolean;
  isOfMailbox: boolean;
}) {
  const { t } = useTranslation("extract");
  const { data, error } = preview;
  return (
    <Part title={t("will.title")}>
      {data === undefined ? (
        error === null ? (
          <Skeleton className="h-16 md:h-52" />
        ) : (
          <ErrorNotice error={error} onRetry={() => void preview.refetch()} />
        )
      ) : (
        <div
          aria-busy={!preview.isOfNow}
          className={cn("space-y-3 transition-opacity", !preview.isOfNow && "opacity-60")}
        >
          <dl className="grid grid-cols-2 gap-x-6 gap-y-4 rounded-lg bg-sunken p-4 text-sm md:grid-cols-1">
            {!isPart && <Amount data={data} withFiles={!isOfMailbox} />}
            <Fact name={t("will.starts")}>
              <Start data={data} />
            </Fact>
            <Price data={data} />
          </dl>
          <Notices data={data} isOfMailbox={isOfMailbox} />
        </div>
      )}
    </Part>
  );
}

function Amount({ data, withFiles }: { data: JobPreview; withFiles: boolean }) {
  const { t } = useTranslation("extract");
  const { items, duration } = data;
  return (
    <>
      {withFiles && (
        <Fact name={t("will.files")}>
          <Count value={data.files} />{" "}
          <span className="font-normal text-soft">
            (<Bytes value={data.bytes} />)
          </span>
        </Fact>
      )}
      <Fact name={t("will.items")}>
        {items === null ? (
          <Unknown />
        ) : items.low === items.high ? (
          <Count value={items.low} />
        ) : (
          <>
            <Count value={items.low} />–<Count value={items.high} />
          </>
        )}
      </Fact>
      <Fact name={t("will.takes")}>
        {duration === null ? (
          <Unknown />
        ) : (
          <DurationRange low={duration.low_seconds} high={duration.high_seconds} />
        )}
      </Fact>
    </>
  );
}

function Start({ data }: { data: JobPreview }) {
  const { t } = useTranslation(["extract", "progress"]);
  const { queue } = data;
  if (queue === null) return <Unknown />;
  if (queue.blocked_by === "run_at") return t("will.asSet");
  if (queue.blocked_by === "no_worker") return t("will.withWorker");
  if (queue.blocked_by === "queue_paused" || queue.blocked_by === "extractor_paused") {
    return t("will.afterPause");
  }
  const { wait_seconds_low: low, wait_seconds_high: high } = queue;
  if (low === null || high === null) {
    return queue.ahead === 0 ? t("will.soon") : t("will.after", { count: queue.ahead ?? 0 });
  }
  return high < 10 ? t("will.soon") : <DurationRange low={low} high={high} />;
}

/** Only where a model is asked. */
function Price({ data }: { data: JobPreview }) {
  const { t } = useTranslation("extract");
  const language = useLanguage();
  return (
    <>
      {data.tokens !== null && (
        <Fact name={t("will.tokens")}>
          <Count value={data.tokens} />
        </Fact>
      )}
      {data.cost !== null && (
        <Fact name={t("will.cost")}>
          {new Intl.NumberFormat(language, { style: "currency", currency: "USD" }).format(
            data.cost,
          )}
        </Fact>
      )}
    </>
  );
}

function Notices({ data, isOfMailbox }: { data: JobPreview; isOfMailbox: boolean }) {
  const { t } = useTranslation(["extract", "progress"]);
  return (
    <>
      {data.pause !== null && (
        <Notice icon={PauseCircle}>
          {t(data.pause.kind === "queue" ? "will.queuePaused" : "will.extractorPaused")}{" "}
          {data.pause.reason !== "" && <bdi>{data.pause.reason}</bdi>}
        </Notice>
      )}
      {data.pause === null && data.fleet.workers <= data.fleet.paused_workers && (
        <Notice icon={PauseCircle}>{t("will.noWorker")}</Notice>
      )}
      {data.warnings.map((warning) => (
        <Notice key={warning} icon={TriangleAlert}>
          {warning}
        </Notice>
      ))}
      {(data.files > 0 || isOfMailbox) && (
        <p className="text-xs text-soft">
          {data.duration === null
            ? t("will.noEstimate")
            : t("will.basedOn", { count: data.based_on })}
        </p>
      )}
    </>
  );
}

function Notice({ icon: Icon, children }: { icon: typeof PauseCircle; children: ReactNode }) {
  return (
    <p className="flex gap-3 rounded-lg bg-warn-soft p-3 text-sm text-warn">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">{children}</span>
    </p>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-soft">{name}</dt>
      <dd className="mt-0.5 font-medium">{children}</dd>
    </div>
  );
}

function Unknown() {
  const { t } = useTranslation("extract");
  return <span className="font-normal text-soft">{t("will.unknown")}</span>;
}
