import { useLanguage } from "@/lib/language";

import type { Range } from "../../search";
import { stepLabel } from "../axes";
import type { Point } from "../series";
import { type Series, Swatch } from "./looks";

/** What the pointer is at: the step, and the number of each row. */
export function Hint({
  active,
  payload,
  range,
  series,
  format,
}: {
  active?: boolean;
  payload?: readonly { payload?: Point }[];
  range: Range;
  series: readonly Series[];
  format: (value: number) => string;
}) {
  const language = useLanguage();
  const point = payload?.[0]?.payload;
  if (active !== true || point === undefined) return null;
  return (
    <div className="rounded-lg border border-line bg-raised p-3 text-xs shadow-xl">
      <p className="mb-1.5 font-medium">{stepLabel(point.at, range, language)}</p>
      <dl className="space-y-1">
        {series.map((each) => {
          const value = point[each.of];
          return (
            <div key={each.of} className="flex items-center gap-2">
              <dt className="flex flex-1 items-center gap-1.5 text-soft">
                <Swatch series={each} /> {each.name}
              </dt>
              <dd className="pl-3 font-medium tabular-nums">
                {value === null ? "–" : format(value)}
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
