import { Bar, BarChart, ResponsiveContainer } from "recharts";

import { useLanguage } from "@/lib/language";

import { axesOf } from "./axes";
import { fillOf } from "./looks";
import { Plot, type PlotProps } from "./Plot";

/** Numbers that add up, one on the other. */
export function BarPlot(plot: PlotProps) {
  const language = useLanguage();
  return (
    <Plot {...plot}>
      <ResponsiveContainer>
        <BarChart
          data={[...plot.points]}
          accessibilityLayer={false}
          margin={{ top: 6, right: 8, bottom: 0 }}
          barCategoryGap="12%"
        >
          {axesOf(plot, language, undefined)}
          {plot.series.map((each) => (
            <Bar
              key={each.of}
              dataKey={each.of}
              stackId="all"
              fill={fillOf(each)}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </Plot>
  );
}
