import type Graph from "graphology";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";

import { relationWords } from "../words";
import { colourOf, type Inks, mix } from "./palette";

export interface NodeAttributes {
  x: number;
  y: number;
  size: number;
  label: string;
  community: number | null;
}

export interface EdgeAttributes {
  relation: string;
  /** 0: straight; others bend, so that two relations of the same concepts don't lie on each other. */
  curvature: number;
  /** Both ends are of this community. */
  within: number | null;
}

export type Drawing = Graph<NodeAttributes, EdgeAttributes>;

/** What stands out, and what is shown at all. */
export interface Emphasis {
  selected?: string | undefined;
  path?: { nodes: ReadonlySet<string>; edges: ReadonlySet<string> } | undefined;
  /** Only these; null stands for what is of none. */
  communities?: ReadonlySet<number | null> | undefined;
  /** Only relationships of these types, and what they relate. */
  relations?: ReadonlySet<string> | undefined;
}

const MOST_FORCED_LABELS = 40;
const MOST_LINE_LABELS = 24;
const FADED = 0.16;

/** How each node and edge looks now: reducers for sigma, made anew whenever the emphasis changes. */
export class Look {
  readonly #graph: Drawing;
  readonly #emphasis: Emphasis;
  readonly #inks: Inks;
  readonly #dense: boolean;
  readonly #hovered: string | undefined;
  readonly #shown: ReadonlySet<string> | undefined;
  readonly #litNodes: ReadonlySet<string> | undefined;
  readonly #litEdges: ReadonlySet<string>;

  constructor(graph: Drawing, emphasis: Emphasis, inks: Inks, dense: boolean, hovered?: string) {
    this.#graph = graph;
    this.#emphasis = emphasis;
    this.#inks = inks;
    this.#dense = dense;
    this.#hovered = hovered;
    this.#shown = this.#related();
    const lit = this.#lit();
    this.#litNodes = lit?.nodes;
    this.#litEdges = lit?.edges ?? new Set();
  }

  isShown(id: string): boolean {
    const { communities } = this.#emphasis;
    if (this.#isKept(id)) return true;
    if (this.#shown?.has(id) === false) return false;
    return communities?.has(this.#graph.getNodeAttribute(id, "community")) !== false;
  }

  isEdgeShown(id: string): boolean {
    const { relations, path } = this.#emphasis;
    if (path?.edges.has(id) === true) return true;
    return relations?.has(this.#graph.getEdgeAttribute(id, "relation")) !== false;
  }

  readonly node = (id: string, { x, y, size, label, community }: NodeAttributes) => {
    const lit = this.#litNodes;
    const isLit = lit?.has(id) !== false;
    const stands = id === this.#emphasis.selected || id === this.#hovered;
    const colour = colourOf(this.#inks, community);
    const look: Partial<NodeDisplayData> = {
      x,
      y,
      size,
      label: isLit ? label : null,
      color: isLit ? colour : mix(colour, this.#inks.ground, FADED),
      hidden: !this.isShown(id),
      highlighted: stands,
      forceLabel: stands || (lit !== undefined && isLit && lit.size <= MOST_FORCED_LABELS),
      zIndex: isLit ? 1 : 0,
    };
    return look;
  };

  readonly edge = (id: string, { relation, curvature, within }: EdgeAttributes) => {
    const isLit = this.#litEdges.has(id);
    const faded = this.#litNodes !== undefined && !isLit;
    const lines = isLit && this.#litEdges.size <= MOST_LINE_LABELS;
    const look: Partial<EdgeDisplayData> & { curvature: number } = {
      type: this.#dense && !isLit ? "line" : curvature === 0 ? "arrow" : "curved",
      curvature,
      size: isLit ? 2 : 1.2,
      color: this.#colour(within, isLit, faded),
      label: lines ? relationWords(relation) : null,
      forceLabel: lines,
      hidden: !this.isEdgeShown(id) || (this.#dense && faded),
      zIndex: isLit ? 1 : 0,
    };
    return look;
  };

  #colour(within: number | null, lit: boolean, faded: boolean): string {
    const { line, soft, ground, communities } = this.#inks;
    if (lit) return this.#emphasis.path === undefined ? soft : this.#inks.accent;
    if (faded) return mix(line, ground, 0.4);
    const own = within === null ? undefined : communities.get(within);
    if (own !== undefined) return mix(own, ground, this.#dense ? 0.3 : 0.45);
    return this.#dense ? mix(line, ground, 0.45) : line;
  }

  #isKept(id: string): boolean {
    return id === this.#emphasis.selected || this.#emphasis.path?.nodes.has(id) === true;
  }

  /** What the wanted relations relate, if only some are wanted. */
  #related(): ReadonlySet<string> | undefined {
    const wanted = this.#emphasis.relations;
    if (wanted === undefined) return undefined;
    const related = new Set<string>();
    this.#graph.forEachEdge((_, { relation }, source, target) => {
      if (wanted.has(relation)) related.add(source).add(target);
    });
    return related;
  }

  #lit(): { nodes: ReadonlySet<string>; edges: ReadonlySet<string> } | undefined {
    const { selected, path } = this.#emphasis;
    const middle = this.#hovered ?? (path === undefined ? selected : undefined);
    if (middle === undefined || !this.#graph.hasNode(middle)) return path;
    const nodes = new Set([middle]);
    const edges = new Set<string>();
    this.#graph.forEachEdge(middle, (edge, _, source, target) => {
      if (!this.isEdgeShown(edge)) return;
      edges.add(edge);
      nodes.add(source).add(target);
    });
    return { nodes, edges };
  }
}
