import type { EdgeLabelDrawingFunction, NodeHoverDrawingFunction } from "sigma/rendering";

import type { EdgeAttributes, NodeAttributes } from "./look";
import { leftOf, widthOfCanvas } from "./names";
import type { Inks } from "./palette";

export const FONT = '"Inter Variable", ui-sans-serif, system-ui, sans-serif';
const LONGEST = 36;

type DrawPlate = NodeHoverDrawingFunction<NodeAttributes, EdgeAttributes>;
type DrawLineLabel = EdgeLabelDrawingFunction<NodeAttributes, EdgeAttributes>;

/** What isn't to stand in a label as it is; most names have none of it. */
const UNUSUAL = /[^\S ]|\p{Cc}|^ | $| {2}/u;

/** A name as short as a label has to be, on one line. */
export function shortened(name: string): string {
  if (name.length <= LONGEST && !UNUSUAL.test(name)) return name;
  // a name can be 10,000 characters long: only its beginning is looked at
  const line = name.slice(0, 4 * LONGEST).replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ");
  const characters = Array.from(line.trim());
  if (characters.length <= LONGEST && name.length <= 4 * LONGEST) return characters.join("");
  return `${characters
    .slice(0, LONGEST - 1)
    .join("")
    .trimEnd()}…`;
}

/** Draws the node that is pointed at, or selected, with a ring and its name on a plate. */
export function plateDrawer(inks: () => Inks): DrawPlate {
  return (context, node, settings) => {
    const { ground, line, text, accent } = inks();
    context.beginPath();
    context.arc(node.x, node.y, node.size + 3, 0, Math.PI * 2);
    context.fillStyle = node.color;
    context.fill();
    context.lineWidth = 2.5;
    context.strokeStyle = accent;
    context.stroke();
    if (!node.label) return;
    context.font = `600 ${settings.labelSize + 1}px ${settings.labelFont}`;
    const [width, height] = [context.measureText(node.label).width + 12, settings.labelSize + 11];
    const left = leftOf(node, width, 9, widthOfCanvas(context));
    context.beginPath();
    context.roundRect(left, node.y - height / 2, width, height, 6);
    context.fillStyle = ground;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = line;
    context.stroke();
    context.fillStyle = text;
    context.fillText(node.label, left + 6, node.y + settings.labelSize / 3 + 0.5);
  };
}

/** Draws the type of a relationship along its line, always upright. */
export function lineLabelDrawer(inks: () => Inks): DrawLineLabel {
  return (context, edge, source, target, settings) => {
    if (!edge.label) return;
    const [dx, dy] = [target.x - source.x, target.y - source.y];
    context.font = `500 ${settings.edgeLabelSize}px ${settings.edgeLabelFont}`;
    if (context.measureText(edge.label).width > Math.hypot(dx, dy) - source.size - target.size)
      return;
    const bend = typeof edge.curvature === "number" ? edge.curvature / 2 : 0;
    const angle = Math.atan2(dy, dx);
    const { ground, soft } = inks();
    context.save();
    context.translate((source.x + target.x) / 2 + dy * bend, (source.y + target.y) / 2 - dx * bend);
    context.rotate(Math.abs(angle) > Math.PI / 2 ? angle + Math.PI : angle);
    context.textAlign = "center";
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = ground;
    context.fillStyle = soft;
    context.strokeText(edge.label, 0, settings.edgeLabelSize / 3);
    context.fillText(edge.label, 0, settings.edgeLabelSize / 3);
    context.restore();
  };
}
