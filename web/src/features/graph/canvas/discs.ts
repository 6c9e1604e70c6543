import { NodePointProgram, type ProgramInfo } from "sigma/rendering";
import type { RenderParams } from "sigma/types";

import type { EdgeAttributes, NodeAttributes } from "./look";

/**
 * Draws nodes as points, which are round: without a graphics card an eighth of the work of sigma's
 * own discs. While a big drawing moves nothing can be pointed at, so that what finds the node under
 * the pointer isn't drawn then.
 */
export function discProgram(isMoving: () => boolean) {
  return class extends NodePointProgram<NodeAttributes, EdgeAttributes> {
    protected override renderProgram(params: RenderParams, info: ProgramInfo): void {
      if (info.isPicking && isMoving()) return;
      super.renderProgram(params, info);
    }
  };
}
