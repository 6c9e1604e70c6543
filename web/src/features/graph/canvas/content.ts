import type { GraphOverview, Neighbourhood, PathsView } from "@/api/generated";

/** A concept as it is drawn. */
export interface DrawnNode {
  id: string;
  name: string;
  type: string;
  centrality: number;
  community: number | null;
  /** All its relations, drawn or not. */
  degree: number;
}

export interface DrawnEdge {
  id: string;
  source: string;
  target: string;
  type: string;
}

/** What is on the canvas. */
export interface Content {
  nodes: ReadonlyMap<string, DrawnNode>;
  edges: ReadonlyMap<string, DrawnEdge>;
}

export const NOTHING: Content = { nodes: new Map(), edges: new Map() };

export function ofOverview({
  nodes,
  edges,
  concept_types,
  relation_types,
}: GraphOverview): Content {
  const drawn = new Map<string, DrawnNode>();
  for (const [at, id] of nodes.id.entries()) {
    drawn.set(id, {
      id,
      name: nodes.name[at] ?? "",
      type: concept_types[nodes.type[at] ?? 0] ?? "",
      centrality: nodes.centrality[at] ?? 0,
      community: nodes.community[at] ?? null,
      degree: nodes.degree[at] ?? 0,
    });
  }
  const lines = new Map<string, DrawnEdge>();
  for (const [at, id] of edges.id.entries()) {
    const source = nodes.id[edges.source[at] ?? -1];
    const target = nodes.id[edges.target[at] ?? -1];
    if (source === undefined || target === undefined) continue;
    lines.set(id, { id, source, target, type: relation_types[edges.type[at] ?? 0] ?? "" });
  }
  return { nodes: drawn, edges: lines };
}

/** Of a neighbourhood, or of paths. */
export function ofParts({
  nodes,
  edges,
}: Pick<Neighbourhood, "nodes" | "edges"> | Pick<PathsView, "nodes" | "edges">): Content {
  return {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    edges: new Map(edges.map((edge) => [edge.id, edge])),
  };
}

/** All of these together. Edges without both of their ends are left out. */
export function together(first: Content, ...more: readonly Content[]): Content {
  if (more.length === 0) return first;
  const nodes = new Map(first.nodes);
  const edges = new Map(first.edges);
  for (const content of more) {
    for (const [id, node] of content.nodes) nodes.set(id, node);
    for (const [id, edge] of content.edges) {
      if (nodes.has(edge.source) && nodes.has(edge.target)) edges.set(id, edge);
    }
  }
  return { nodes, edges };
}
