import { useMemo } from "react";

import type { Emphasis } from "./canvas/look";
import type { GraphSearch } from "./search";
import type { Drawn } from "./useDrawn";

/** What stands out on the canvas: the concept in focus, a path, and what the legend leaves. */
export function useEmphasis(
  { focus, community, types, path_from: from, path_to: to }: GraphSearch,
  { content, paths }: Drawn,
): Emphasis {
  const found = from === undefined || to === undefined ? undefined : paths.data;
  return useMemo(
    () => ({
      selected: focus !== undefined && content.nodes.has(focus) ? focus : undefined,
      path:
        found === undefined || found.paths.length === 0
          ? undefined
          : {
              nodes: new Set(found.paths.flatMap(({ nodes }) => nodes)),
              edges: new Set(found.paths.flatMap(({ edges }) => edges)),
            },
      communities: community === undefined ? undefined : new Set(community),
      relations: types === undefined ? undefined : new Set(types),
    }),
    [focus, content, found, community, types],
  );
}
