import { CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";

import { timeLabel, timeTicks } from "../axes";
import { Hint } from "./Hint";
import type { PlotProps } from "./Plot";

const TEXT = { fill: "var(--text-soft)", fontSize: 11 };

/** Axes, grid and hint of a plot, as its charts take them: they must be its direct children. */
export function axesOf(
  { points, range, series, format }: PlotProps,
  language: string,
  ticks: readonly number[] | undefined,
) {
  const moments = points.map(({ at }) => at);
  const scale =
    ticks === undefined
      ? { domain: [0, "auto"] as [number, "auto"], allowDecimals: false }
      : { domain: [0, ticks.at(-1) ?? 1], ticks: [...ticks] };
  return [
    <CartesianGrid key="grid" vertical={false} stroke="var(--line)" />,
    <XAxis
      key="x"
      dataKey="at"
      ticks={timeTicks(moments, range)}
      tickFormatter={(moment: number) => timeLabel(moment, range, language)}
      tick={TEXT}
      stroke="var(--line-strong)"
      height={24}
      minTickGap={12}
      interval="preserveStart"
    />,
    <YAxis
      key="y"
      {...scale}
      tickFormatter={format}
      tick={TEXT}
      stroke="var(--line-strong)"
      width="auto"
    />,
    <Tooltip
      key="hint"
      isAnimationActive={false}
      cursor={{ stroke: "var(--line-strong)", fill: "var(--line)", fillOpacity: 0.4 }}
      content={({ active, payload }) => <Hint {...{ active, payload, range, series, format }} />}
    />,
  ];
}
