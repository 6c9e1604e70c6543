import type { NodeLabelDrawingFunction } from "sigma/rendering";

import type { EdgeAttributes, NodeAttributes } from "./look";
import type { Inks } from "./palette";

type DrawLabel = NodeLabelDrawingFunction<NodeAttributes, EdgeAttributes>;

/** The names of one picture. Each waits until all are known: the biggest nodes' come first, and none
 * is written over another. They stand beside their nodes on a halo of the ground's colour, so that
 * they can be read over lines and other nodes. */
export class Names {
  readonly #inks: () => Inks;
  #waiting: Parameters<DrawLabel>[] = [];

  constructor(inks: () => Inks) {
    this.#inks = inks;
  }

  readonly add: DrawLabel = (...name) => {
    // these have plates
    if (name[1].highlighted !== true) this.#waiting.push(name);
  };

  draw(): void {
    const waiting = this.#waiting.sort(([, one], [, other]) => other.size - one.size);
    this.#waiting = [];
    const boxes: Box[] = [];
    const edge = waiting[0] === undefined ? 0 : widthOfCanvas(waiting[0][0]);
    for (const [context, node, settings] of waiting) {
      if (!node.label) continue;
      context.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`;
      const width = widthOf(context, node.label);
      const left = leftOf(node, width, 4, edge);
      const half = settings.labelSize / 2 + 1;
      const box: Box = [left - 2, node.y - half, left + width + 2, node.y + half];
      if (boxes.some((taken) => overlap(box, taken))) continue;
      boxes.push(box);
      this.#write(context, node.label, left, node.y + settings.labelSize / 3);
    }
  }

  #write(context: CanvasRenderingContext2D, label: string, x: number, y: number): void {
    const { ground, text } = this.#inks();
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = ground;
    context.fillStyle = text;
    context.strokeText(label, x, y);
    context.fillText(label, x, y);
  }
}

type Box = readonly [left: number, top: number, right: number, bottom: number];

function overlap([left, top, right, bottom]: Box, [l, t, r, b]: Box): boolean {
  return left < r && right > l && top < b && bottom > t;
}

/** In the pixels that are drawn in. */
export function widthOfCanvas(context: CanvasRenderingContext2D): number {
  return context.canvas.width / context.getTransform().a;
}

/** Where what is written beside a node begins: on its right, unless it would end beyond the edge. */
export function leftOf(
  node: { x: number; size: number },
  width: number,
  gap: number,
  edge: number,
) {
  const right = node.x + node.size + gap;
  const other = node.x - node.size - gap - width;
  return right + width > edge && other > 0 ? other : right;
}

const widths = new Map<string, number>();
const MOST_WIDTHS = 20_000;

/** Measuring is slow, and each picture needs the same again. */
function widthOf(context: CanvasRenderingContext2D, label: string): number {
  const known = widths.get(label);
  if (known !== undefined) return known;
  const { width } = context.measureText(label);
  if (widths.size > MOST_WIDTHS) widths.clear();
  // before the font is there, widths are another's
  if (document.fonts.status === "loaded") widths.set(label, width);
  return width;
}
