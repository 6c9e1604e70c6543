import { useEffect, useRef } from "react";

import type { GraphView } from "./canvas/view";
import type { GraphSearch } from "./search";
import type { Drawn } from "./useDrawn";

/** Brings into view what is asked for: the concept in focus, and a path when it is found. A concept
 * that the overview leaves out comes to it with what is next to it. */
export function useFraming(
  view: GraphView | null,
  { focus, around }: GraphSearch,
  { content, paths, expand }: Drawn,
): void {
  const revealed = useRef<string>(undefined);
  const asked = useRef<string>(undefined);
  const isDrawn = focus !== undefined && content.nodes.has(focus);
  const isReady = content.nodes.size > 0;
  useEffect(() => {
    if (focus !== undefined && isDrawn && revealed.current !== focus) view?.reveal(focus);
    if (focus === undefined || isDrawn) revealed.current = focus;
  }, [view, focus, isDrawn]);
  useEffect(() => {
    if (focus === undefined || isDrawn || !isReady || asked.current === focus) return;
    asked.current = focus;
    // if it is gone, the panel says so
    if (around === undefined) expand(focus).catch(() => undefined);
  }, [focus, around, isDrawn, isReady, expand]);
  const path = paths.data;
  useEffect(() => {
    if (path !== undefined && path.nodes.length > 0) view?.frame(path.nodes.map(({ id }) => id));
  }, [view, path]);
}
