import { useTranslation } from "react-i18next";

import { Select } from "@/components/ui/field";
import { formatCount } from "@/lib/format";
import { useLanguage } from "@/lib/language";

import type { GraphState } from "./useGraphState";
import { MOST_DRAWN } from "./search";

const CHOICES = [100, 300, 1000, 3000, MOST_DRAWN] as const;

/** How much of a big graph is drawn: its most central concepts. */
export function HowMany({ total, state }: { total: number; state: GraphState }) {
  const { t } = useTranslation("graph");
  const language = useLanguage();
  const { search, set } = state;
  const choices = CHOICES.filter((_, at) => at === 0 || (CHOICES[at - 1] ?? 0) < total);
  if (search.around !== undefined || choices.length < 3) return null;
  const value = choices.find((most) => most >= (search.most ?? MOST_DRAWN)) ?? choices.at(-1);
  return (
    <Select
      aria-label={t("howMany.label")}
      className="w-auto"
      value={value}
      onChange={(event) => {
        const most = Number(event.target.value);
        set({ most: most === MOST_DRAWN ? undefined : most }, { quietly: true });
      }}
    >
      {choices.map((most) => (
        <option key={most} value={most}>
          {most >= total
            ? t("howMany.all")
            : t("howMany.most", { number: formatCount(most, language) })}
        </option>
      ))}
    </Select>
  );
}
