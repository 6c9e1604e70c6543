import { ErrorNotice } from "@/components/notices";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";

import { GraphCanvas } from "./canvas/GraphCanvas";
import type { GraphView } from "./canvas/view";
import { ViewButtons } from "./canvas/ViewButtons";
import type { Drawn } from "./useDrawn";
import { useEmphasis } from "./useEmphasis";
import type { GraphState } from "./useGraphState";
import { WhatIsShown } from "./WhatIsShown";

/** The canvas and what lies over it. */
export function Stage({
  view,
  onView,
  state,
  drawn,
  colours,
  onExpand,
  className,
}: {
  view: GraphView | null;
  onView: (view: GraphView | null) => void;
  state: GraphState;
  drawn: Drawn;
  colours: ReadonlyMap<number, number>;
  onExpand: (id: string) => void;
  className: string;
}) {
  const { search, set } = state;
  const emphasis = useEmphasis(search, drawn);
  // while the ends of a path are chosen, a click chooses one
  const select = (id: string | undefined) => {
    const { path, focus, path_from: from, path_to: to } = search;
    const isChoosing = path === true && focus === undefined && id !== undefined;
    if (isChoosing && from === undefined) set({ path_from: id });
    else if (isChoosing && to === undefined) set({ path_to: id });
    else set({ focus: id }, { quietly: true });
  };
  return (
    <div className={cn("relative min-w-0 flex-1 overflow-hidden lg:h-auto", className)}>
      {drawn.isPending && <Skeleton className="absolute inset-0 h-auto rounded-none" />}
      {drawn.error !== null && (
        <div className="relative z-10 p-4">
          <ErrorNotice error={drawn.error} onRetry={drawn.retry} />
        </div>
      )}
      <GraphCanvas
        view={view}
        onView={onView}
        content={drawn.content}
        name={drawn.name}
        emphasis={emphasis}
        colours={colours}
        onSelect={select}
        onExpand={onExpand}
      />
      <WhatIsShown state={state} drawn={drawn} />
      <ViewButtons view={view} />
    </div>
  );
}
