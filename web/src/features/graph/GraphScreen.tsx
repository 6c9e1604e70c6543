import { useMemo, useState } from "react";

import type { GraphSummary } from "@/api/generated";
import { cn } from "@/lib/cn";

import { CanvasKeys } from "./canvas/CanvasKeys";
import type { GraphView } from "./canvas/view";
import { communitiesOf, CommunitiesProvider } from "./communities";
import { Legend } from "./legend/Legend";
import { MakingMore } from "./NoGraph";
import { GraphPanel } from "./panel/GraphPanel";
import { ReadBeside } from "./panel/ReadBeside";
import { Selected } from "./Selected";
import { Stage } from "./Stage";
import { Toolbar } from "./Toolbar";
import { useDrawn } from "./useDrawn";
import { useExpand } from "./useExpand";
import { useFraming } from "./useFraming";
import { useGraphState } from "./useGraphState";
import { useInSight } from "./useInSight";
import { useIsWide } from "./useIsWide";

/** Search, canvas, legend, and the panel beside. */
export function GraphScreen({ projectId, summary }: { projectId: string; summary: GraphSummary }) {
  const state = useGraphState();
  const { search, set } = state;
  const drawn = useDrawn(projectId, search);
  const [view, setView] = useState<GraphView | null>(null);
  const communities = useMemo(() => communitiesOf(summary), [summary]);
  const expand = useExpand(drawn);
  useFraming(view, search, drawn);
  const hasPanel = search.focus !== undefined || search.path === true;
  const drawing = useInSight(hasPanel);
  const isLegendBeside = useIsWide(hasPanel ? "96rem" : "64rem");
  const goAround = (id: string) => {
    state.goAround(id);
    view?.focus();
  };
  return (
    <CommunitiesProvider value={communities}>
      <div
        className={cn(
          "flex flex-col gap-3 lg:h-[calc(100dvh-16rem)] lg:min-h-[34rem]",
          // room to move the drawing to where the sheet doesn't cover it
          hasPanel && "max-lg:pb-[50dvh]",
        )}
      >
        <MakingMore projectId={projectId} />
        <Toolbar projectId={projectId} total={summary.concepts} state={state} onChoose={goAround} />
        <div
          ref={drawing}
          className="relative flex min-h-0 flex-1 scroll-mt-17 overflow-hidden rounded-xl border border-line bg-surface"
        >
          <Legend
            key={String(isLegendBeside)}
            summary={summary}
            state={state}
            isBeside={isLegendBeside}
          />
          <div className="relative flex min-w-0 flex-1">
            <Stage
              view={view}
              onView={setView}
              state={state}
              drawn={drawn}
              colours={communities.colours}
              onExpand={expand}
              className={hasPanel ? "h-[calc(50dvh-5rem)]" : "h-[62dvh]"}
            />
            {search.read !== undefined && (
              <ReadBeside
                reading={search.read}
                concept={search.focus}
                onRead={(read) => set({ read }, { quietly: true })}
                onClose={() => set({ read: undefined }, { quietly: true })}
              />
            )}
          </div>
          {hasPanel && (
            <GraphPanel projectId={projectId} state={state} drawn={drawn} onExpand={expand} />
          )}
        </div>
        <CanvasKeys />
        <Selected id={search.focus} drawn={drawn} />
      </div>
    </CommunitiesProvider>
  );
}
