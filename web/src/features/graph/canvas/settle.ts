import fall from "graphology-layout-forceatlas2/iterate.js";
import spread from "graphology-layout-noverlap/iterate.js";

/** What is to be laid out. Everything is in typed arrays, so that it moves to a worker for nothing. */
export interface LayoutOrder {
  /** x, y of each node. */
  places: Float32Array;
  /** Radius of each node in pixels, where all of the drawing is in view. */
  sizes: Float32Array;
  /** 1: stays where it is. */
  fixed: Uint8Array;
  /** Source, target, weight of each edge; source and target are indexes of nodes. */
  edges: Float32Array;
  /** How much wider than high it becomes. */
  stretch: number;
  /** When to stop at the latest, and how often to tell how it stands. */
  milliseconds: number;
  everyMilliseconds: number;
}

/** What the algorithm keeps of each node; x and y come first. */
const FIELDS = 10;
const [MASS, CONVERGENCE, SIZE, FIXED] = [6, 7, 8, 9] as const;
/** Of an edge; its ends are places in the nodes' array. */
const EDGE_FIELDS = 3;
const MOST_SPREAD = 2000;

/** Moves nodes to where their relations pull them until they stand still or the time is over; calls
 * `tell` with x, y of each node now and then, and at the end. */
export function settle(
  order: LayoutOrder,
  tell: (places: Float32Array, done: boolean) => void,
  now: () => number = () => performance.now(),
): void {
  const count = order.places.length / 2;
  const nodes = matrixOf(order);
  const edges = edgesOf(order);
  const settings = settingsOf(count);
  const start = now();
  let told = start;
  let before = placesOf(nodes);
  for (let round = 1; now() - start < order.milliseconds; round++) {
    fall(settings, nodes, edges);
    if (round % 10 === 0) {
      const places = placesOf(nodes);
      if (isStill(before, places)) break;
      before = places;
    }
    if (now() - told >= order.everyMilliseconds) {
      told = now();
      tell(placesOf(nodes, order.stretch), false);
    }
  }
  if (count <= MOST_SPREAD) spreadOut(nodes, order);
  tell(placesOf(nodes, order.stretch), true);
}

function settingsOf(count: number) {
  return {
    linLogMode: false,
    outboundAttractionDistribution: false,
    adjustSizes: false,
    edgeWeightInfluence: 1,
    scalingRatio: 10,
    strongGravityMode: true,
    gravity: 0.05,
    slowDown: 1 + Math.log(Math.max(1, count)),
    barnesHutOptimize: count > 1000,
    barnesHutTheta: count > 3000 ? 1.2 : 0.8,
  };
}

function matrixOf({ places, sizes, fixed, edges }: LayoutOrder): Float32Array {
  const nodes = new Float32Array((places.length / 2) * FIELDS);
  for (let at = 0; at < places.length / 2; at++) {
    const row = at * FIELDS;
    nodes[row] = places[at * 2] ?? 0;
    nodes[row + 1] = places[at * 2 + 1] ?? 0;
    nodes[row + MASS] = 1;
    nodes[row + CONVERGENCE] = 1;
    nodes[row + SIZE] = sizes[at] ?? 1;
    nodes[row + FIXED] = fixed[at] ?? 0;
  }
  for (let at = 0; at < edges.length; at += EDGE_FIELDS) {
    for (const end of [edges[at], edges[at + 1]]) {
      const row = (end ?? 0) * FIELDS + MASS;
      nodes[row] = (nodes[row] ?? 0) + (edges[at + 2] ?? 1);
    }
  }
  return nodes;
}

function edgesOf({ edges }: LayoutOrder): Float32Array {
  return edges.map((value, at) => (at % EDGE_FIELDS === 2 ? value : value * FIELDS));
}

function placesOf(nodes: Float32Array, stretch = 1): Float32Array {
  const places = new Float32Array((nodes.length / FIELDS) * 2);
  for (let at = 0; at < places.length / 2; at++) {
    places[at * 2] = (nodes[at * FIELDS] ?? 0) * stretch;
    places[at * 2 + 1] = nodes[at * FIELDS + 1] ?? 0;
  }
  return places;
}

/** Whether a node moved by less than a thousandth of the drawing's width, on average. */
function isStill(before: Float32Array, after: Float32Array): boolean {
  let moved = 0;
  let [least, most] = [Infinity, -Infinity];
  for (let at = 0; at < after.length; at++) {
    const value = after[at] ?? 0;
    moved += Math.abs(value - (before[at] ?? 0));
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return moved / Math.max(1, after.length) < (most - least) / 1000;
}

/** How wide a view of usual size is. */
const VIEW_PIXELS = 600;

/** Moves apart what lies on each other. */
function spreadOut(nodes: Float32Array, { sizes, fixed }: LayoutOrder): void {
  const settings = { gridSize: 20, margin: 0, expansion: 1.1, ratio: 1.15, speed: 3 };
  const discs = new Float32Array(sizes.length * 3);
  // what moves apart makes the drawing wider, and a pixel more of its unit
  for (let round = 0; round < 4; round++) {
    const unit = widthOf(nodes) / VIEW_PIXELS;
    for (let at = 0; at < sizes.length; at++) {
      const [x, y] = [nodes[at * FIELDS] ?? 0, nodes[at * FIELDS + 1] ?? 0];
      discs.set([x, y, ((sizes[at] ?? 1) + 1.5) * unit], at * 3);
    }
    for (let step = 0; step < 25; step++) if (spread(settings, discs).converged) break;
    for (let at = 0; at < sizes.length; at++) {
      if (fixed[at] === 1) continue;
      nodes[at * FIELDS] = discs[at * 3] ?? 0;
      nodes[at * FIELDS + 1] = discs[at * 3 + 1] ?? 0;
    }
  }
}

function widthOf(nodes: Float32Array): number {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let row = 0; row < nodes.length; row += FIELDS) {
    const [x, y] = [nodes[row] ?? 0, nodes[row + 1] ?? 0];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [low, high] = [Math.min(low, y), Math.max(high, y)];
  }
  return Math.max(1, right - left, high - low);
}
