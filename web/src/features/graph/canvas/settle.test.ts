import { expect, test } from "vitest";

import { type LayoutOrder, settle } from "./settle";

const order = (change: Partial<LayoutOrder> = {}): LayoutOrder => ({
  places: new Float32Array([0, 0, 1, 0, 0, 1, 50, 50, 51, 50, 50, 51]),
  sizes: new Float32Array(6).fill(5),
  fixed: new Uint8Array(6),
  edges: new Float32Array([0, 1, 1, 1, 2, 1, 2, 0, 1, 3, 4, 1, 4, 5, 1, 5, 3, 1]),
  stretch: 1,
  milliseconds: 2000,
  everyMilliseconds: Infinity,
  ...change,
});

function settled(given: LayoutOrder): Float32Array {
  let last = new Float32Array();
  settle(given, (places, done) => {
    if (done) last = new Float32Array(places);
  });
  return last;
}

const distance = (places: Float32Array, one: number, other: number) =>
  Math.hypot(
    (places[one * 2] ?? 0) - (places[other * 2] ?? 0),
    (places[one * 2 + 1] ?? 0) - (places[other * 2 + 1] ?? 0),
  );

test("what relates to each other comes to lie nearer than what doesn't", () => {
  const places = settled(order());
  expect(places.every(Number.isFinite)).toBe(true);
  expect(distance(places, 0, 1)).toBeLessThan(distance(places, 0, 3));
  expect(distance(places, 3, 5)).toBeLessThan(distance(places, 2, 5));
});

test("what is held stays exactly where it is", () => {
  const given = order({ fixed: new Uint8Array([1, 1, 1, 0, 0, 0]) });
  const places = settled(given);
  expect([...places.slice(0, 6)]).toEqual([0, 0, 1, 0, 0, 1]);
  expect(places[6]).not.toBe(50);
});

test("it ends when its time is over, and tells how it stands until then", () => {
  let now = 0;
  const told: boolean[] = [];
  const given = order({ milliseconds: 100, everyMilliseconds: 30 });
  settle(
    given,
    (_, done) => told.push(done),
    () => (now += 4),
  );
  expect(told.at(-1)).toBe(true);
  expect(told.filter((done) => !done).length).toBeGreaterThan(0);
  expect(now).toBeLessThan(200);
});

test("a wide view gets a wide drawing", () => {
  const [plain, wide] = [settled(order()), settled(order({ stretch: 2 }))];
  expect(wide[6]).toBeCloseTo(2 * (plain[6] ?? 0), 3);
  expect(wide[7]).toBeCloseTo(plain[7] ?? 0, 3);
});
