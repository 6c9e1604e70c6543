import type { DrawnNode } from "./content";

export interface Place {
  x: number;
  y: number;
}

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** The nth of evenly spread places, from the middle outwards; each has an area of about 3. */
function sunflower(n: number): Place {
  const radius = Math.sqrt(n);
  return { x: radius * Math.cos(n * GOLDEN_ANGLE), y: radius * Math.sin(n * GOLDEN_ANGLE) };
}

/**
 * First places: each community is a disc, its most central concepts in its middle, the biggest
 * communities in the middle of all, and what relates to nothing around them. It can be read at once,
 * and is near to what the layout makes of it.
 */
export function placesByCommunity(nodes: readonly DrawnNode[], spacing = 1): Map<string, Place> {
  const places = new Map<string, Place>();
  let before = 0;
  for (const [at, members] of groups(nodes).entries()) {
    const middle = Math.sqrt(before + members.length / 2) * (at === 0 ? 0 : SPREAD);
    const angle = at * GOLDEN_ANGLE;
    for (const [rank, { id }] of members.entries()) {
      const place = sunflower(rank);
      places.set(id, {
        x: spacing * (middle * Math.cos(angle) + place.x),
        y: spacing * (middle * Math.sin(angle) + place.y),
      });
    }
    before += members.length;
  }
  return places;
}

const SPREAD = 1.3;

/** Communities, the biggest first, each the most central first; at last those without, singly. */
function groups(nodes: readonly DrawnNode[]): DrawnNode[][] {
  const communities = new Map<number, DrawnNode[]>();
  const alone: DrawnNode[][] = [];
  for (const node of nodes.toSorted((one, other) => other.centrality - one.centrality)) {
    if (node.community === null) {
      alone.push([node]);
      continue;
    }
    const members = communities.get(node.community);
    if (members === undefined) communities.set(node.community, [node]);
    else members.push(node);
  }
  return [...[...communities.values()].sort((one, other) => other.length - one.length), ...alone];
}

/** Places for what comes to `around`, in a fan that opens away from the middle of the drawing. */
export function placesAround(
  around: Place,
  middle: Place,
  ids: readonly string[],
  spacing = 1,
): Map<string, Place> {
  const away = Math.atan2(around.y - middle.y, around.x - middle.x);
  return new Map(
    ids.map((id, at) => {
      const turn = ids.length === 1 ? 0 : (at / (ids.length - 1) - 0.5) * Math.PI * 1.2;
      const radius = spacing * (2 + Math.sqrt(ids.length) * (at % 2 === 0 ? 1 : 1.4));
      return [
        id,
        {
          x: around.x + radius * Math.cos(away + turn),
          y: around.y + radius * Math.sin(away + turn),
        },
      ];
    }),
  );
}

export type Direction = "left" | "right" | "up" | "down";

const WAYS: Record<Direction, Place> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** Of these places on screen the one that lies most in this direction; none within 75° of it: none. */
export function nearestTowards(
  from: Place,
  direction: Direction,
  candidates: Iterable<readonly [string, Place]>,
): string | undefined {
  const way = WAYS[direction];
  let best: string | undefined;
  let least = Infinity;
  for (const [id, place] of candidates) {
    const [x, y] = [place.x - from.x, place.y - from.y];
    const distance = Math.hypot(x, y);
    const along = distance === 0 ? 0 : (x * way.x + y * way.y) / distance;
    if (along < 0.26) continue;
    const cost = distance / along ** 2;
    if (cost < least) [best, least] = [id, cost];
  }
  return best;
}
