import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

import type { Hops } from "./search";
import { type Drawn, FIRST_AROUND } from "./useDrawn";
import type { GraphState } from "./useGraphState";

const HOPS: readonly Hops[] = [1, 2, 3];

/** Over the canvas: whose neighbourhood it is, how far, and how much is left out. */
export function WhatIsShown({ state, drawn }: { state: GraphState; drawn: Drawn }) {
  const { t } = useTranslation("graph");
  const { search, set } = state;
  const { around } = search;
  const { shown, hidden, isFloor } = drawn.totals;
  const name = around === undefined ? undefined : drawn.content.nodes.get(around)?.name;
  return (
    <div className="pointer-events-none absolute top-3 right-3 left-3 flex flex-wrap items-start justify-end gap-2 *:pointer-events-auto">
      {around !== undefined && (
        <div className="mr-auto flex max-w-full min-w-0 flex-wrap items-center gap-1 rounded-lg border border-line bg-raised p-1 shadow-sm">
          <Button
            size="small"
            variant="quiet"
            onClick={() => set({ around: undefined, hops: undefined, most: undefined })}
          >
            <ArrowLeft /> {t("around.back")}
          </Button>
          <span className="max-w-48 truncate px-1 text-sm" title={name?.slice(0, 300)}>
            <bdi>{name}</bdi>
          </span>
          <div role="group" aria-label={t("around.hops")} className="flex">
            {HOPS.map((hops) => (
              <button
                key={hops}
                type="button"
                aria-pressed={(search.hops ?? 1) === hops}
                aria-label={t("around.within", { count: hops })}
                title={t("around.within", { count: hops })}
                onClick={() => set({ hops, most: undefined })}
                className={cn(
                  "size-8 rounded-md text-sm tabular-nums hover:bg-sunken",
                  (search.hops ?? 1) === hops && "bg-accent-soft font-semibold text-accent-strong",
                )}
              >
                {hops}
              </button>
            ))}
          </div>
        </div>
      )}
      <p
        role="status"
        className="flex items-center gap-2 rounded-lg bg-raised/85 px-2 py-1 text-xs text-soft"
      >
        {shown > 0 && t("shown", { count: shown })}
        {hidden > 0 && <span>{t(isFloor ? "hiddenAtLeast" : "hidden", { count: hidden })}</span>}
        {around !== undefined && hidden > 0 && shown < 1000 && (
          <Button
            variant="link"
            className="text-xs"
            onClick={() => set({ most: Math.min(1000, (search.most ?? FIRST_AROUND) * 2) })}
          >
            {t("showMore")}
          </Button>
        )}
      </p>
    </div>
  );
}
