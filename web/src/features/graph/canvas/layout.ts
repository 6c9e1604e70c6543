import type { LayoutNews } from "./layout.worker";
import type { LayoutOrder } from "./settle";

/** Lays out in a worker, so that the page stays quick; calls `hear` with x, y of each node now and
 * then, and at the end. Returns what stops it. */
export function layOut(order: LayoutOrder, hear: (news: LayoutNews) => void): () => void {
  const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<LayoutNews>) => {
    hear(data);
    if (data.done) worker.terminate();
  };
  const { places, sizes, fixed, edges } = order;
  worker.postMessage(order, [places.buffer, sizes.buffer, fixed.buffer, edges.buffer]);
  return () => worker.terminate();
}

/** How long a drawing of so many nodes may take to settle, and how often it shows how it stands. */
export function patience(count: number): { milliseconds: number; everyMilliseconds: number } {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const every = count <= 500 ? 60 : count <= 3000 ? 250 : 1000;
  return {
    milliseconds: count <= 500 ? 1500 : count <= 3000 ? 3500 : 7000,
    everyMilliseconds: still ? Infinity : every,
  };
}
