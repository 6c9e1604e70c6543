import type Sigma from "sigma";

import type { EdgeAttributes, NodeAttributes } from "./look";
import type { Place } from "./placing";

const MILLISECONDS = 350;
const MARGIN = 40; // pixels

/** Where the reader looks: moves sigma's camera. */
export class Lookout {
  readonly #sigma: Sigma<NodeAttributes, EdgeAttributes>;

  constructor(sigma: Sigma<NodeAttributes, EdgeAttributes>) {
    this.#sigma = sigma;
  }

  /** In pixels from the view's left upper corner. */
  placeOf(id: string): Place | undefined {
    const drawing = this.#sigma.getGraph();
    if (!drawing.hasNode(id)) return undefined;
    return this.#sigma.graphToViewport(drawing.getNodeAttributes(id));
  }

  /** Moves so that these fill the view. */
  frame(ids: readonly string[]): void {
    const places = ids.flatMap((id) => this.#framed(id) ?? []);
    if (places.length === 0) return;
    const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [low, high] = [Math.min(...ys), Math.max(...ys)];
    const ratio = Math.min(1, Math.max(0.15, 1.5 * Math.max(right - left, high - low)));
    this.#move({ x: (left + right) / 2, y: (low + high) / 2, ratio });
  }

  /** Moves only if the concept is out of sight. */
  reveal(id: string): void {
    const [seen, place] = [this.placeOf(id), this.#framed(id)];
    if (seen === undefined || place === undefined) return;
    const { width, height } = this.#sigma.getDimensions();
    const isInside = (at: number, most: number) => at > MARGIN && at < most - MARGIN;
    if (!isInside(seen.x, width) || !isInside(seen.y, height)) this.#move(place);
  }

  fit(): void {
    this.#move({ x: 0.5, y: 0.5, ratio: 1 });
  }

  /** The same, at once. */
  reset(): void {
    this.#sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
  }

  zoom(way: "in" | "out"): void {
    const camera = this.#sigma.getCamera();
    const options = { duration: MILLISECONDS / 2, factor: 1.6 };
    void (way === "in" ? camera.animatedZoom(options) : camera.animatedUnzoom(options));
  }

  /** Where a concept is for the camera. Sigma's own notes hold other numbers until it draws. */
  #framed(id: string): Place | undefined {
    const place = this.placeOf(id);
    return place === undefined ? undefined : this.#sigma.viewportToFramedGraph(place);
  }

  #move(state: { x: number; y: number; ratio?: number }): void {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    void this.#sigma.getCamera().animate(state, { duration: still ? 1 : MILLISECONDS });
  }
}
