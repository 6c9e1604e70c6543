import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { Card } from "@/components/ui/card";
import { useLanguage } from "@/lib/language";

import type { Range } from "../../search";
import { stepLabel } from "../axes";
import type { Point } from "../series";
import { type Series, Swatch } from "./looks";

export interface PlotProps {
  title: string;
  /** What is counted, and in which unit. */
  unit: string;
  points: readonly Point[];
  range: Range;
  series: readonly Series[];
  format: (value: number) => string;
}

/** The frame of a plot: what it shows, its legend, and the same numbers as a table. */
export function Plot({ children, ...plot }: PlotProps & { children: ReactNode }) {
  const { t } = useTranslation("admin");
  const { title, unit, points, series } = plot;
  const isKnown = points.some((point) => series.some(({ of }) => (point[of] ?? 0) > 0));
  return (
    <Card className="flex min-w-0 flex-col gap-3 p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="text-sm font-semibold">{title}</h3>
        <p className="text-xs text-soft">{unit}</p>
      </div>
      <div className="relative h-52 min-w-0" role="img" aria-label={t("plots.label", { title })}>
        {children}
        {!isKnown && (
          <p className="absolute inset-0 grid place-items-center pb-6 text-sm text-soft">
            {t("plots.nothing")}
          </p>
        )}
      </div>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {series.map((each) => (
          <li key={each.of} className="flex items-center gap-1.5">
            <Swatch series={each} /> {each.name}
          </li>
        ))}
      </ul>
      <Numbers {...plot} />
    </Card>
  );
}

/** Newest first, as one reads a log. */
function Numbers({ title, points, range, series, format }: PlotProps) {
  const { t } = useTranslation("admin");
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)} className="text-xs">
      <summary className="w-fit cursor-pointer rounded text-soft hover:text-text">
        {t("plots.table")}
      </summary>
      {isOpen && (
        <div
          role="region"
          aria-label={title}
          // what scrolls must be reachable with the keyboard
          tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex
          className="mt-2 max-h-64 overflow-auto rounded-md border border-line"
        >
          <table className="w-full">
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr>
                <th scope="col" className="sticky top-0 bg-sunken px-2 py-1.5 text-left">
                  {t("plots.time")}
                </th>
                {series.map(({ of, name }) => (
                  <th
                    key={of}
                    scope="col"
                    className="sticky top-0 bg-sunken px-2 py-1.5 text-right"
                  >
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.toReversed().map((point) => (
                <tr key={point.at} className="border-t border-line">
                  <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap">
                    {stepLabel(point.at, range, language)}
                  </th>
                  {series.map(({ of }) => (
                    <td key={of} className="px-2 py-1 text-right tabular-nums">
                      {point[of] === null ? "–" : format(point[of])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
