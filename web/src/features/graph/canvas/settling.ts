import { layoutOf } from "./drawing";
import { layOut, patience } from "./layout";
import type { LayoutNews } from "./layout.worker";
import type { Drawing } from "./look";
import { isDense } from "./settings";

const ARRIVING_MILLISECONDS = 900;
const BEFORE_MILLISECONDS = 600;

/** The layout of a drawing that is under way: finds places for what is fresh, or for all where most
 * of it is. */
export class Settling {
  readonly #drawing: Drawing;
  readonly #timer: ReturnType<typeof setTimeout>;
  #end: (() => void) | undefined;
  #held: (() => void) | undefined;

  constructor(
    drawing: Drawing,
    fresh: ReadonlySet<string>,
    options: {
      /** How much wider than high it may become. */
      stretch: number;
      /** News wait meanwhile, until `goOn`. */
      isHeld: () => boolean;
      onMove: () => void;
      onDone: () => void;
    },
  ) {
    this.#drawing = drawing;
    const some = fresh.size < drawing.order / 2;
    const start = () => {
      const order = drawing.nodes();
      const time = patience(order.length);
      const wanted = {
        ...layoutOf(drawing, some ? fresh : undefined),
        ...time,
        stretch: some ? 1 : options.stretch,
        milliseconds: some ? ARRIVING_MILLISECONDS : time.milliseconds,
      };
      const hear = (news: LayoutNews) => {
        this.#held = options.isHeld() ? () => hear(news) : undefined;
        if (this.#held !== undefined) return;
        this.#place(order, news.places);
        options.onMove();
        if (news.done) options.onDone();
      };
      this.#end = layOut(wanted, hear);
    };
    // what is big is shown before it is laid out: both at once would take longer
    this.#timer = setTimeout(start, isDense(drawing.size) ? BEFORE_MILLISECONDS : 0);
  }

  goOn(): void {
    this.#held?.();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#held = undefined;
    this.#end?.();
  }

  #place(order: readonly string[], places: Float32Array): void {
    for (const [at, id] of order.entries()) {
      if (!this.#drawing.hasNode(id)) continue;
      // written directly: an event for each of them would cost more than the layout
      const attributes = this.#drawing.getNodeAttributes(id);
      attributes.x = places[at * 2] ?? 0;
      attributes.y = places[at * 2 + 1] ?? 0;
    }
  }
}
