import type Sigma from "sigma";

import type { EdgeAttributes, NodeAttributes } from "./look";
import { isDense } from "./settings";

const HOVER_MILLISECONDS = 40;
/** So many moves of a pressed mouse are still a click. */
const CLICK_MOVES = 3;

export interface PointerEvents {
  select: (id: string | undefined) => void;
  expand: (id: string) => void;
  hover: (id: string | undefined) => void;
  release: () => void;
}

/** What the reader does on the drawing with a mouse or a finger. */
export class Pointer {
  readonly #sigma: Sigma<NodeAttributes, EdgeAttributes>;
  readonly #events: PointerEvents;
  #hovering: ReturnType<typeof setTimeout> | undefined;
  #isPressed = false;

  constructor(sigma: Sigma<NodeAttributes, EdgeAttributes>, events: PointerEvents) {
    this.#sigma = sigma;
    this.#events = events;
    sigma.on("clickNode", ({ node }) => events.select(node));
    sigma.on("clickStage", () => events.select(undefined));
    sigma.on("doubleClickNode", (event) => {
      event.preventSigmaDefault();
      events.expand(event.node);
    });
    sigma.on("enterNode", ({ node }) => this.#hover(node));
    sigma.on("leaveNode", () => this.#hover(undefined));
    sigma.on("downStage", () => void (this.#isPressed = true));
    sigma.on("downNode", () => void (this.#isPressed = true));
    sigma.on("moveBody", () => this.#isPressed && this.#shield());
    sigma.getMouseCaptor().on("mouseup", () => this.#release());
    sigma.getTouchCaptor().on("touchup", () => this.#release());
  }

  get isPressed(): boolean {
    return this.#isPressed;
  }

  stop(): void {
    clearTimeout(this.#hovering);
  }

  #release(): void {
    this.#isPressed = false;
    const { mouse } = this.#sigma.getCanvases();
    if (mouse !== undefined) mouse.style.pointerEvents = "";
    this.#events.release();
  }

  /** A moment later, so that a pointer that only passes changes nothing. */
  #hover(id: string | undefined): void {
    clearTimeout(this.#hovering);
    this.#hovering = setTimeout(() => {
      if (this.#isPressed) return;
      this.#sigma.getContainer().style.cursor = id === undefined ? "" : "pointer";
      this.#events.hover(id);
    }, HOVER_MILLISECONDS);
  }

  /** While a big drawing is dragged, no node under the pointer is looked for: each step would wait
   * for the graphics. Sigma follows the drag all the same. */
  #shield(): void {
    const { mouse } = this.#sigma.getCanvases();
    const isDragged = this.#sigma.getMouseCaptor().draggedEvents > CLICK_MOVES;
    if (mouse !== undefined && isDragged && isDense(this.#sigma.getGraph().size))
      mouse.style.pointerEvents = "none";
  }
}

/** Whether what is seen of a big drawing moves now. */
export function isMoving(sigma: Sigma<NodeAttributes, EdgeAttributes>): boolean {
  if (!isDense(sigma.getGraph().size)) return false;
  const mouse = sigma.getMouseCaptor();
  return (
    sigma.getCamera().isAnimated() ||
    mouse.isMoving ||
    mouse.draggedEvents > 0 ||
    mouse.currentWheelDirection !== 0
  );
}
