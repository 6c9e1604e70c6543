import { expect, test } from "vitest";

import type { DrawnNode } from "./content";
import { nearestTowards, placesAround, placesByCommunity } from "./placing";

const node = (id: number, community: number | null, centrality = 0.5): DrawnNode => ({
  id: String(id),
  name: `concept ${id}`,
  type: "Concept",
  centrality,
  community,
  degree: 1,
});

test("what is of one community lies together, its most central concept in its middle", () => {
  const nodes = Array.from({ length: 200 }, (_, at) => node(at, at % 2, at === 7 ? 1 : 0.1));
  const places = placesByCommunity(nodes);
  const middle = (community: number) => {
    const own = nodes
      .filter((each) => each.community === community)
      .map(({ id }) => places.get(id));
    const mean = (of: "x" | "y") =>
      own.reduce((sum, place) => sum + (place?.[of] ?? 0), 0) / own.length;
    return { x: mean("x"), y: mean("y") };
  };
  const [even, odd] = [middle(0), middle(1)];
  expect(Math.hypot(even.x - odd.x, even.y - odd.y)).toBeGreaterThan(8);
  const central = places.get("7");
  expect(Math.hypot((central?.x ?? 99) - odd.x, (central?.y ?? 99) - odd.y)).toBeLessThan(2);
});

test("no two concepts begin at one place, whether they relate to something or not", () => {
  const nodes = Array.from({ length: 300 }, (_, at) => node(at, at < 100 ? 3 : null));
  const places = [...placesByCommunity(nodes).values()];
  const seen = new Set(places.map(({ x, y }) => `${x.toFixed(3)} ${y.toFixed(3)}`));
  expect(seen.size).toBe(300);
});

test("what comes to a concept comes beside it, away from the middle", () => {
  const places = placesAround({ x: 100, y: 0 }, { x: 0, y: 0 }, ["a", "b", "c"]);
  expect(places.size).toBe(3);
  expect(places.get("b")?.x).toBeGreaterThan(100);
});

test("an arrow leads to the neighbour that lies that way, and to none that doesn't", () => {
  const around = [
    ["right", { x: 50, y: 10 }],
    ["far right", { x: 300, y: 0 }],
    ["above", { x: 5, y: -80 }],
  ] as const;
  const from = { x: 0, y: 0 };
  expect(nearestTowards(from, "right", around)).toBe("right");
  expect(nearestTowards(from, "up", around)).toBe("above");
  expect(nearestTowards(from, "down", around)).toBeUndefined();
  expect(nearestTowards(from, "left", around)).toBeUndefined();
});
