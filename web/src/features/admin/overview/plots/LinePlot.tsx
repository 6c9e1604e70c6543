import { Line, LineChart, ResponsiveContainer } from "recharts";

import { useLanguage } from "@/lib/language";

import { axesOf } from "./axes";
import { dashOf, strokeOf } from "./looks";
import { Plot, type PlotProps } from "./Plot";

/** Numbers that go up and down. Where nothing is known the line is broken, and a lone value a dot. */
export function LinePlot({ ticks, ...plot }: PlotProps & { ticks?: readonly number[] }) {
  const language = useLanguage();
  const { points, series } = plot;
  return (
    <Plot {...plot}>
      <ResponsiveContainer>
        <LineChart
          data={[...points]}
          accessibilityLayer={false}
          margin={{ top: 6, right: 8, bottom: 0 }}
        >
          {axesOf(plot, language, ticks)}
          {series.map((each) => (
            <Line
              key={each.of}
              dataKey={each.of}
              stroke={strokeOf(each)}
              strokeWidth={2}
              strokeDasharray={dashOf(each)}
              dot={
                points.length <= 24 ? { r: 2, strokeDasharray: "", fill: strokeOf(each) } : false
              }
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </Plot>
  );
}
