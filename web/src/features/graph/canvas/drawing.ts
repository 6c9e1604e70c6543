import { MultiDirectedGraph } from "graphology";

import type { Content, DrawnEdge, DrawnNode } from "./content";
import { shortened } from "./labels";
import type { Drawing, EdgeAttributes, NodeAttributes } from "./look";
import { type Place, placesAround, placesByCommunity } from "./placing";
import type { LayoutOrder } from "./settle";

export function newDrawing(): Drawing {
  return new MultiDirectedGraph<NodeAttributes, EdgeAttributes>();
}

/** Brings a drawing up to what is to be shown. What is new is placed: by `known` places, else near to
 * what it relates to, or by community where all is new. Returns the ids of what was placed anew. */
export function update(
  drawing: Drawing,
  content: Content,
  known: ReadonlyMap<string, Place>,
): Set<string> {
  for (const id of drawing.edges()) if (!content.edges.has(id)) drawing.dropEdge(id);
  for (const id of drawing.nodes()) if (!content.nodes.has(id)) drawing.dropNode(id);
  const size = sizer(content);
  const fresh = [...content.nodes.values()].filter(({ id }) => !drawing.hasNode(id));
  const unknown = fresh.filter(({ id }) => !known.has(id));
  const places =
    unknown.length > content.nodes.size / 2
      ? placesByCommunity([...content.nodes.values()], spacing(content))
      : placesBeside(drawing, content, known, unknown);
  for (const node of content.nodes.values()) {
    const seen = { size: size(node), label: shortened(node.name), community: node.community };
    if (drawing.hasNode(node.id)) change(drawing, node.id, seen);
    else drawing.addNode(node.id, { ...seen, ...placeOf(node.id, known, places) });
  }
  for (const edge of content.edges.values()) addEdge(drawing, content, edge);
  bend(drawing, content);
  return new Set(unknown.map(({ id }) => id));
}

/** How many nodes and edges would come or go. */
export function differ(drawing: Drawing, { nodes, edges }: Content): number {
  const staying = drawing.filterNodes((id) => nodes.has(id)).length;
  const kept = drawing.filterEdges((id) => edges.has(id)).length;
  return nodes.size + drawing.order - 2 * staying + edges.size + drawing.size - 2 * kept;
}

/** Each change makes sigma look at the node again: nothing is written that is so already. */
function change(drawing: Drawing, id: string, seen: Omit<NodeAttributes, "x" | "y">): void {
  const { size, label, community } = drawing.getNodeAttributes(id);
  if (size !== seen.size || label !== seen.label || community !== seen.community)
    drawing.mergeNodeAttributes(id, seen);
}

/** How far apart nodes come to lie where the layout's gravity and repulsion balance; so it begins
 * near to where it ends. */
function spacing({ nodes, edges }: Content): number {
  return 7 * Math.sqrt(1 + (2 * edges.size) / Math.max(1, nodes.size));
}

function placeOf(id: string, ...sources: readonly ReadonlyMap<string, Place>[]): Place {
  for (const places of sources) {
    const place = places.get(id);
    if (place !== undefined) return { x: place.x, y: place.y };
  }
  return { x: 0, y: 0 };
}

function addEdge(
  drawing: Drawing,
  { nodes }: Content,
  { id, source, target, type }: DrawnEdge,
): void {
  if (drawing.hasEdge(id)) return;
  const community = nodes.get(source)?.community ?? null;
  const within = community === nodes.get(target)?.community ? community : null;
  drawing.addEdgeWithKey(id, source, target, { relation: type, curvature: 0, within });
}

/** Radius in pixels by centrality; the more there is, the smaller. */
function sizer({ nodes }: Content): (node: DrawnNode) => number {
  const count = nodes.size;
  const [least, most] = count <= 150 ? [5, 17] : count <= 1500 ? [3, 13] : [1.8, 9];
  let highest = 0;
  for (const { centrality } of nodes.values()) highest = Math.max(highest, centrality);
  return ({ centrality }) =>
    least + (most - least) * Math.sqrt(highest === 0 ? 0 : centrality / highest);
}

/** Puts what is new around what it relates to. */
function placesBeside(
  drawing: Drawing,
  content: Content,
  known: ReadonlyMap<string, Place>,
  unknown: readonly DrawnNode[],
): Map<string, Place> {
  const apart = spacing(content);
  const wanted = new Set(unknown.map(({ id }) => id));
  const groups = new Map<string, string[]>();
  const placed = (id: string) => drawing.hasNode(id) || known.has(id);
  for (const { source, target } of content.edges.values()) {
    for (const [id, beside] of [
      [source, target],
      [target, source],
    ] as const) {
      if (!placed(beside) || !wanted.delete(id)) continue;
      groups.set(beside, [...(groups.get(beside) ?? []), id]);
    }
  }
  const places = new Map<string, Place>();
  for (const [beside, ids] of groups) {
    const around = known.get(beside) ?? drawing.getNodeAttributes(beside);
    for (const [id, place] of placesAround(around, { x: 0, y: 0 }, ids, apart))
      places.set(id, place);
  }
  return places;
}

/** Bends relations that stand between the same two concepts apart. */
function bend(drawing: Drawing, { nodes, edges }: Content): void {
  const index = new Map<string, number>();
  for (const id of nodes.keys()) index.set(id, index.size);
  const first = new Map<number, DrawnEdge>();
  const beside = new Map<number, DrawnEdge[]>();
  for (const edge of edges.values()) {
    const [one, other] = [index.get(edge.source) ?? 0, index.get(edge.target) ?? 0];
    const pair = Math.min(one, other) * nodes.size + Math.max(one, other);
    const before = first.get(pair);
    if (before === undefined) first.set(pair, edge);
    else beside.set(pair, [...(beside.get(pair) ?? [before]), edge]);
  }
  for (const group of beside.values()) {
    for (const [at, { id, source, target }] of group.entries()) {
      const bent = (at - (group.length - 1) / 2) * 0.35;
      const curvature = source < target ? bent : -bent;
      if (drawing.getEdgeAttribute(id, "curvature") !== curvature)
        drawing.setEdgeAttribute(id, "curvature", curvature);
    }
  }
}

/** What the layout needs to know; without `free`, all may move. Relations inside a community pull
 * more than others, so that communities come to lie apart. */
export function layoutOf(
  drawing: Drawing,
  free?: ReadonlySet<string>,
): Pick<LayoutOrder, "places" | "sizes" | "fixed" | "edges"> {
  const places = new Float32Array(drawing.order * 2);
  const sizes = new Float32Array(drawing.order);
  const fixed = new Uint8Array(drawing.order);
  const edges = new Float32Array(drawing.size * 3);
  const index = new Map<string, number>();
  drawing.forEachNode((id, { x, y, size }) => {
    const at = index.size;
    index.set(id, at);
    places[at * 2] = x;
    places[at * 2 + 1] = y;
    sizes[at] = size;
    fixed[at] = free === undefined || free.has(id) ? 0 : 1;
  });
  let at = 0;
  drawing.forEachEdge((_, { within }, source, target) => {
    edges.set([index.get(source) ?? 0, index.get(target) ?? 0, within === null ? 0.25 : 1], at);
    at += 3;
  });
  return { places, sizes, fixed, edges };
}
