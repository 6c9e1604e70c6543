import { expect, test } from "vitest";

import { coloursOf, mix, PALETTE } from "./palette";

type Vector = [number, number, number];
type Matrix = [Vector, Vector, Vector];

const times = (matrix: Matrix, [a, b, c]: Vector): Vector =>
  matrix.map(([x, y, z]) => x * a + y * b + z * c) as Vector;

const linear = (hex: string): Vector =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Vector;

/** B. Ottosson's Oklab, in which distance is difference. */
function oklab(colour: Vector): Vector {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones.map(Math.cbrt) as Vector,
  );
}

/** G. M. Machado et al., "A Physiologically-based Model for Simulation of Color Vision Deficiency"
 * (2009), severity 1. */
const EYES: Record<string, Matrix> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const seen = (hex: string, eyes: Matrix) =>
  oklab(times(eyes, linear(hex)).map((value) => Math.min(1, Math.max(0, value))) as Vector);

test.each(Object.keys(EYES))("any two colours of communities differ for %s", (name) => {
  for (const ground of [0, 1] as const) {
    const colours = PALETTE.map((pair) => seen(pair[ground], EYES[name] as Matrix));
    for (const [at, one] of colours.entries()) {
      for (const other of colours.slice(at + 1)) {
        expect(Math.hypot(...one.map((value, axis) => value - (other[axis] ?? 0)))).toBeGreaterThan(
          0.09,
        );
      }
    }
  }
});

test("the biggest ten communities have colours of their own, by their number where it is free", () => {
  const colours = coloursOf([4, 14, 3, 24, 0, 1, 2, 5, 6, 7, 8]);
  expect(colours.get(4)).toBe(4);
  expect(colours.get(3)).toBe(3);
  expect(new Set(colours.values()).size).toBe(10);
  expect(colours.has(8)).toBe(false);
});

test("colours are mixed by share", () => {
  expect(mix("#ffffff", "#000000", 0.5)).toBe("#808080");
  expect(mix("#102030", "#ffffff", 1)).toBe("#102030");
});
