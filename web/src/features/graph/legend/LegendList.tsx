import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { Count } from "@/components/numbers";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

interface Entry<T> {
  value: T;
  label: string;
  count: number;
  sign: ReactNode;
}

const SHOWN = 10;

/** Things to show only; with none chosen, all are shown. */
export function LegendList<T extends string | number | null>({
  title,
  entries,
  chosen,
  onToggle,
}: {
  title: string;
  entries: readonly Entry<T>[];
  chosen: readonly T[];
  onToggle: (value: T) => void;
}) {
  const { t } = useTranslation("graph");
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll
    ? entries
    : entries.filter(({ value }, at) => at < SHOWN || chosen.includes(value));
  return (
    <div>
      <h2 className="px-1.5 pb-1 text-xs font-medium text-soft">{title}</h2>
      <ul>
        {shown.map(({ value, label, count, sign }) => {
          const isChosen = chosen.includes(value);
          return (
            <li key={String(value)}>
              <button
                type="button"
                aria-pressed={isChosen}
                onClick={() => onToggle(value)}
                className={cn(
                  "flex w-full items-center gap-2 rounded-md px-1.5 py-1 text-left text-sm hover:bg-sunken",
                  isChosen && "bg-accent-soft font-medium",
                  chosen.length > 0 && !isChosen && "text-soft",
                )}
              >
                {sign}
                <span className="min-w-0 flex-1 truncate" title={label.slice(0, 300)}>
                  <bdi>{label}</bdi>
                </span>
                <span className="text-xs text-soft">
                  <Count value={count} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {entries.length > SHOWN && (
        <Button
          size="small"
          variant="link"
          className="px-1.5 pt-1 text-xs"
          aria-expanded={showsAll}
          onClick={() => setShowsAll(!showsAll)}
        >
          {showsAll ? t("legend.fewer") : t("legend.all", { count: entries.length })}
        </Button>
      )}
    </div>
  );
}
