// The inner loops of both packages, which they have no types for.
declare module "graphology-layout-forceatlas2/iterate.js" {
  import type { ForceAtlas2Settings } from "graphology-layout-forceatlas2";

  export default function iterate(
    settings: Required<ForceAtlas2Settings>,
    nodes: Float32Array,
    edges: Float32Array,
  ): void;
}

declare module "graphology-layout-noverlap/iterate.js" {
  import type { NoverlapSettings } from "graphology-layout-noverlap";

  export default function iterate(
    settings: Required<NoverlapSettings>,
    nodes: Float32Array,
  ): { converged: boolean };
}
