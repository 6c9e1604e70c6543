import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";

import { graphAround, type Neighbourhood } from "@/api/generated";
import {
  conceptsAroundOptions,
  graphPathsOptions,
  graphOverviewOptions,
} from "@/api/generated/@tanstack/react-query.gen";

import { type Content, NOTHING, ofOverview, ofParts, together } from "./canvas/content";
import { type GraphSearch, wholeLimit } from "./search";

export const FIRST_AROUND = 100;
const MOST_AROUND = 1000;
const MORE = 50;
const MOST_KEPT = 5000;
const KEPT_MILLISECONDS = 15 * 60_000;

/** What the canvas draws: the graph, or a neighbourhood, with what was expanded and the paths. */
export function useDrawn(projectId: string, search: GraphSearch) {
  const whole = useWhole(projectId, search);
  const around = useQuery({
    ...conceptsAroundOptions({
      path: { concept_id: search.around ?? "" },
      query: { hops: search.hops ?? 1, limit: Math.min(search.most ?? FIRST_AROUND, MOST_AROUND) },
    }),
    enabled: search.around !== undefined,
    placeholderData: (before, query) =>
      pathOf(query?.queryKey)?.concept_id === search.around ? before : undefined,
  });
  const base = search.around === undefined ? whole : around;
  const paths = usePaths(projectId, search);
  const name = `${projectId} ${search.around ?? ""}`;
  const expansions = useExpansions(projectId, name);
  const { around: centre } = search;
  const drawnBase = useMemo(
    () => contentOf(whole.data, around.data, centre),
    [whole.data, around.data, centre],
  );
  const version = base.data?.version;
  const content = useMemo(() => {
    const fitting = expansions.all.filter((each) => each.version === version);
    const found = paths.data === undefined ? [] : [ofParts(paths.data)];
    return together(drawnBase, ...fitting.map(ofParts), ...found);
  }, [drawnBase, expansions.all, version, paths.data]);
  return {
    content,
    name,
    paths,
    isPending: base.isPending,
    error: base.error,
    retry: () => void base.refetch(),
    totals: totalsOf(content, whole.data?.total_concepts, around.data, search),
    expand: (id: string) => expansions.expand(id, content),
    isExpanding: expansions.isExpanding,
  };
}

export type Drawn = ReturnType<typeof useDrawn>;

function useWhole(projectId: string, search: GraphSearch) {
  const limit = wholeLimit(search);
  return useQuery({
    ...graphOverviewOptions({ path: { project_id: projectId }, query: { limit } }),
    enabled: search.around === undefined,
    placeholderData: (before, query) =>
      pathOf(query?.queryKey)?.project_id === projectId ? before : undefined,
    // comparing tens of thousands of values costs more than drawing them; the version says it all
    structuralSharing: (before, now) =>
      before !== undefined && (before as Versioned).version === (now as Versioned).version
        ? before
        : now,
  });
}

/** Whose answer an earlier one is: shown until the next one comes, if it is of the same thing. */
function pathOf(
  key: readonly [{ path?: object }] | undefined,
): Partial<Record<string, string>> | undefined {
  return key?.[0].path;
}

interface Versioned {
  version: number;
}

function usePaths(projectId: string, { path_from: from, path_to: to }: GraphSearch) {
  return useQuery({
    ...graphPathsOptions({
      path: { project_id: projectId },
      query: { from: from ?? "", to: to ?? "" },
    }),
    enabled: from !== undefined && to !== undefined,
  });
}

function contentOf(
  whole: Parameters<typeof ofOverview>[0] | undefined,
  around: Neighbourhood | undefined,
  centre: string | undefined,
): Content {
  if (centre !== undefined) return around === undefined ? NOTHING : ofParts(around);
  return whole === undefined ? NOTHING : ofOverview(whole);
}

function totalsOf(
  content: Content,
  total: number | undefined,
  around: Neighbourhood | undefined,
  search: GraphSearch,
) {
  const shown = content.nodes.size;
  if (search.around === undefined)
    return { shown, hidden: Math.max(0, (total ?? 0) - shown), isFloor: false };
  return {
    shown,
    hidden: around?.hidden_nodes ?? 0,
    isFloor: around?.hidden_is_a_floor ?? false,
  };
}

/** What was expanded in this drawing; kept for some minutes, so that it is there on coming back. */
function useExpansions(projectId: string, name: string) {
  const client = useQueryClient();
  const [expanding, setExpanding] = useState<string>();
  const { data: all = [] } = useQuery<readonly Neighbourhood[]>({
    queryKey: ["graphExpansions", name],
    queryFn: skipToken,
    staleTime: "static",
    gcTime: KEPT_MILLISECONDS,
  });
  const expand = useCallback(
    async (id: string, content: Content): Promise<number> => {
      setExpanding(id);
      try {
        const { data } = await graphAround({
          path: { project_id: projectId },
          body: {
            centers: [id],
            keep: [...content.nodes.keys()].slice(0, MOST_KEPT),
            hops: 1,
            limit: Math.min(neighboursOf(id, content) + MORE, MOST_AROUND),
          },
          throwOnError: true,
        });
        client.setQueryData<readonly Neighbourhood[]>(["graphExpansions", name], (before = []) => [
          ...before,
          data,
        ]);
        return data.nodes.filter((node) => !content.nodes.has(node.id)).length;
      } finally {
        setExpanding(undefined);
      }
    },
    [client, projectId, name],
  );
  return { all, expand, isExpanding: expanding };
}

function neighboursOf(id: string, { edges }: Content): number {
  const beside = new Set<string>();
  for (const { source, target } of edges.values()) {
    if (source === id) beside.add(target);
    if (target === id) beside.add(source);
  }
  return beside.size;
}

/** How many of a concept's relations the canvas draws. */
export function relationsDrawn(id: string, { edges }: Content): number {
  let count = 0;
  for (const { source, target } of edges.values()) {
    if (source === id) count++;
    if (target === id) count++;
  }
  return count;
}
