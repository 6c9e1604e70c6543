import { ChevronDown, ListFilter } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { GraphSummary } from "@/api/generated";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

import { Dot } from "../Community";
import { toggled } from "../search";
import type { GraphState } from "../useGraphState";
import { relationWords } from "../words";
import { LegendList } from "./LegendList";

/** What colours and lines mean, how much there is of each, and by a click only that. */
export function Legend({
  summary,
  state,
  isBeside,
}: {
  summary: GraphSummary;
  state: GraphState;
  /** A column beside the canvas; else it lies over it, and is closed until it is wanted. */
  isBeside: boolean;
}) {
  const { t } = useTranslation("graph");
  const [isOpen, setIsOpen] = useState(isBeside);
  const { search, set } = state;
  const filters = (search.community?.length ?? 0) + (search.types?.length ?? 0);
  const alone = withoutCommunity(summary);
  return (
    <section
      aria-label={t("legend.label")}
      className={cn(
        "flex max-w-60 flex-col overflow-hidden",
        isBeside && isOpen
          ? "w-60 shrink-0 border-r border-line"
          : "absolute bottom-3 left-3 z-10 max-h-[calc(100%-5rem)] rounded-lg border border-line bg-raised shadow-sm",
      )}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="flex items-center gap-2 px-3 py-2 text-sm font-medium hover:bg-sunken"
      >
        <ListFilter aria-hidden className="size-4 text-soft" />
        <span className="flex-1 text-left">
          {filters === 0 ? t("legend.label") : t("legend.filtered", { count: filters })}
        </span>
        <ChevronDown aria-hidden className={cn("size-4", !isOpen && "rotate-180")} />
      </button>
      {isOpen && (
        <div className="w-60 space-y-3 overflow-y-auto px-1.5 pb-2">
          {summary.communities.length === 0 ? (
            <p className="px-1.5 text-xs text-soft">{t("legend.noCommunities")}</p>
          ) : (
            <LegendList
              title={t("legend.communities")}
              chosen={search.community ?? []}
              onToggle={(value) =>
                set({ community: toggled(search.community, value) }, { quietly: true })
              }
              entries={[
                ...summary.communities.map(({ number, label, size }) => ({
                  value: number,
                  label,
                  count: size,
                  sign: <Dot community={number} />,
                })),
                ...(alone === 0
                  ? []
                  : [
                      {
                        value: null,
                        label: t("noCommunity"),
                        count: alone,
                        sign: <Dot community={null} />,
                      },
                    ]),
              ]}
            />
          )}
          {summary.relation_types.length > 0 && (
            <LegendList
              title={t("legend.relations")}
              chosen={search.types ?? []}
              onToggle={(value) => set({ types: toggled(search.types, value) }, { quietly: true })}
              entries={summary.relation_types.map(({ type, count }) => ({
                value: type,
                label: relationWords(type),
                count,
                sign: <span aria-hidden className="h-px w-2.5 shrink-0 bg-line-strong" />,
              }))}
            />
          )}
          {filters > 0 && (
            <Button
              size="small"
              variant="quiet"
              className="w-full"
              onClick={() => set({ community: undefined, types: undefined }, { quietly: true })}
            >
              {t("legend.clear")}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

/** Concepts of no community; not told where there are more communities than are listed. */
function withoutCommunity({
  concepts,
  communities,
  communities_total: total,
}: GraphSummary): number {
  if (communities.length < total) return 0;
  return Math.max(0, concepts - communities.reduce((sum, { size }) => sum + size, 0));
}
