import type { GraphEdge, GraphPath, PathsView } from "@/api/generated";

import { Dot } from "../Community";
import { PathStep } from "./PathStep";

/** A path, concept by concept, with what relates each to the next. */
export function PathSteps({
  paths,
  path,
  onGo,
}: {
  paths: PathsView;
  path: GraphPath;
  onGo: (id: string) => void;
}) {
  const nodes = new Map(paths.nodes.map((node) => [node.id, node]));
  const edges = new Map<string, GraphEdge>(paths.edges.map((edge) => [edge.id, edge]));
  return (
    <ol>
      {path.nodes.map((id, at) => {
        const node = nodes.get(id);
        const edge = edges.get(path.edges[at] ?? "");
        return (
          <li key={id}>
            <button
              type="button"
              onClick={() => onGo(id)}
              title={node?.name.slice(0, 300)}
              className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left text-sm font-medium hover:bg-sunken"
            >
              <Dot community={node?.community ?? null} />
              <bdi className="line-clamp-2">{node?.name}</bdi>
            </button>
            {edge !== undefined && <PathStep edge={edge} isForwards={edge.source === id} />}
          </li>
        );
      })}
    </ol>
  );
}
