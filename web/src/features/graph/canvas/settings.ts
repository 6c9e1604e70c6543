import { createEdgeCurveProgram } from "@sigma/edge-curve";
import { createEdgeArrowProgram, EdgeLineProgram } from "sigma/rendering";
import type { Settings } from "sigma/settings";

import { discProgram } from "./discs";
import { FONT, lineLabelDrawer, plateDrawer } from "./labels";
import type { EdgeAttributes, NodeAttributes } from "./look";
import type { Names } from "./names";
import type { Inks } from "./palette";

/** From so many edges on they are hairlines, and rest unseen while the view moves. */
const DENSE = 4000;
const ARROW = {
  extremity: "target",
  lengthToThicknessRatio: 5,
  widenessToThicknessRatio: 4,
} as const;

export function isDense(edges: number): boolean {
  return edges > DENSE;
}

/** What never changes. `inks` tells the colours of the moment. */
export function fixedSettings(
  inks: () => Inks,
  names: Names,
  isMoving: () => boolean,
): Partial<Settings<NodeAttributes, EdgeAttributes>> {
  const drawLabel = lineLabelDrawer(inks);
  return {
    allowInvalidContainer: true,
    zIndex: true,
    minCameraRatio: 0.02,
    maxCameraRatio: 3,
    labelFont: FONT,
    labelSize: 12.5,
    labelWeight: "500",
    edgeLabelFont: FONT,
    edgeLabelSize: 11,
    renderEdgeLabels: true,
    defaultNodeType: "disc",
    nodeProgramClasses: { disc: discProgram(isMoving) },
    defaultEdgeType: "arrow",
    edgeProgramClasses: {
      line: EdgeLineProgram,
      arrow: createEdgeArrowProgram(ARROW),
      curved: createEdgeCurveProgram<NodeAttributes, EdgeAttributes>({
        arrowHead: ARROW,
        drawLabel,
      }),
    },
    defaultDrawNodeLabel: names.add,
    defaultDrawNodeHover: plateDrawer(inks),
    defaultDrawEdgeLabel: drawLabel,
  };
}

/** What goes with how much there is to draw: labels in a grid, the bigger nodes' first. */
export function settingsFor(nodes: number, edges: number) {
  const dense = isDense(edges);
  return {
    stagePadding: nodes <= 100 ? 64 : 36,
    hideEdgesOnMove: dense,
    hideLabelsOnMove: nodes > 5000,
    labelDensity: nodes <= 100 ? 4 : nodes <= 1000 ? 2 : 1,
    labelGridCellSize: 90,
    labelRenderedSizeThreshold: nodes <= 100 ? 0 : nodes <= 1000 ? 5 : 4,
  };
}
