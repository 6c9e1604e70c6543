import { useTranslation } from "react-i18next";

import { formatCount, formatDuration, formatPercent } from "@/lib/format";
import { useLanguage } from "@/lib/language";

import type { Range } from "../../search";
import { durationTicks, shareTicks } from "../axes";
import type { Point } from "../series";
import { BarPlot } from "./BarPlot";
import { LinePlot } from "./LinePlot";
import { Patterns } from "./looks";

/** How the queue, the work and its times went. */
export default function Plots({ points, range }: { points: readonly Point[]; range: Range }) {
  const { t } = useTranslation("admin");
  const language = useLanguage();
  const shown = { points, range };
  const count = (value: number) => formatCount(Math.round(value * 10) / 10, language);
  const long = (value: number) => formatDuration(value, language);
  const per = t(range === "90d" ? "plots.perDay" : "plots.perHour");
  const greatest = (of: "waitMost" | "durationMost") =>
    durationTicks(Math.max(0, ...points.map((point) => point[of] ?? 0)));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-2 min-[118rem]:grid-cols-3">
      <Patterns />
      <LinePlot
        {...shown}
        title={t("plots.depth")}
        unit={t("plots.depthUnit")}
        format={count}
        series={[
          { of: "waiting", name: t("plots.waiting"), look: "solid", colour: "accent" },
          { of: "running", name: t("plots.running"), look: "dashed", colour: "info" },
          { of: "slots", name: t("plots.slots"), look: "dotted", colour: "line-strong" },
        ]}
      />
      <BarPlot
        {...shown}
        title={t("plots.throughput")}
        unit={t("plots.jobs", { per })}
        format={count}
        series={[
          { of: "completed", name: t("plots.completed"), look: "filled", colour: "good" },
          { of: "failed", name: t("plots.failed"), look: "hatched", colour: "bad" },
          { of: "cancelled", name: t("plots.cancelled"), look: "speckled", colour: "line-strong" },
        ]}
      />
      <LinePlot
        {...shown}
        title={t("plots.failureRate")}
        unit={t("plots.failureRateUnit")}
        ticks={shareTicks(Math.max(0, ...points.map((point) => point.failureRate ?? 0)))}
        format={(share) => formatPercent(share, language, 1)}
        series={[{ of: "failureRate", name: t("plots.failureRate"), look: "solid", colour: "bad" }]}
      />
      <BarPlot
        {...shown}
        title={t("plots.items")}
        unit={t("plots.itemsUnit", { per })}
        format={count}
        series={[
          { of: "goodItems", name: t("plots.goodItems"), look: "filled", colour: "accent" },
          { of: "failedItems", name: t("plots.failedItems"), look: "hatched", colour: "bad" },
        ]}
      />
      <LinePlot
        {...shown}
        title={t("plots.waits")}
        unit={t("plots.waitsUnit")}
        ticks={greatest("waitMost")}
        format={long}
        series={[
          { of: "waitMost", name: t("plots.most"), look: "dashed", colour: "warn" },
          { of: "waitHalf", name: t("plots.half"), look: "solid", colour: "accent" },
        ]}
      />
      <LinePlot
        {...shown}
        title={t("plots.durations")}
        unit={t("plots.durationsUnit")}
        ticks={greatest("durationMost")}
        format={long}
        series={[
          { of: "durationMost", name: t("plots.most"), look: "dashed", colour: "warn" },
          { of: "durationHalf", name: t("plots.half"), look: "solid", colour: "accent" },
        ]}
      />
    </div>
  );
}
