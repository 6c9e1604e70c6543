import Sigma from "sigma";

import { type Content, NOTHING } from "./content";
import { differ, newDrawing, update } from "./drawing";
import {
  type Drawing,
  type EdgeAttributes,
  type Emphasis,
  Look,
  type NodeAttributes,
} from "./look";
import { Lookout } from "./lookout";
import { recall, remember } from "./memory";
import { Names } from "./names";
import type { Inks } from "./palette";
import { type Direction, nearestTowards } from "./placing";
import { isMoving, Pointer } from "./pointer";
import { fixedSettings, isDense, settingsFor } from "./settings";
import { Settling } from "./settling";

const MOST_SINGLY = 400;

/** What there is to see, and how. */
export interface Shown {
  content: Content;
  /** Of another name: another drawing. */
  name: string;
  emphasis: Emphasis;
  inks: Inks;
}

/** What the reader does on the canvas. */
export interface ViewEvents {
  select: (id: string | undefined) => void;
  expand: (id: string) => void;
}

/** The drawing of a graph in an element: sigma, the layout, and where the reader looks. */
export class GraphView {
  readonly #sigma: Sigma<NodeAttributes, EdgeAttributes>;
  readonly #lookout: Lookout;
  readonly #pointer: Pointer;
  readonly #resizing: ResizeObserver;
  #drawing: Drawing = newDrawing();
  #shown: Shown;
  #look: Look;
  #hovered: string | undefined;
  #settling: Settling | undefined;
  #move: (() => void) | undefined;
  #isGone = false;

  /** Throws where the browser has no WebGL. */
  constructor(container: HTMLElement, inks: Inks, events: ViewEvents) {
    this.#shown = { content: NOTHING, name: "", emphasis: {}, inks };
    this.#look = new Look(this.#drawing, {}, inks, false);
    const names = new Names(() => this.#shown.inks);
    const settings = fixedSettings(
      () => this.#shown.inks,
      names,
      () => isMoving(this.#sigma),
    );
    this.#sigma = new Sigma(this.#drawing, container, settings);
    this.#sigma.on("afterRender", () => names.draw());
    this.#lookout = new Lookout(this.#sigma);
    this.#pointer = new Pointer(this.#sigma, {
      ...events,
      hover: (id) => this.#hover(id),
      release: () => this.#settling?.goOn(),
    });
    this.#resizing = new ResizeObserver(() => this.#resize());
    this.#resizing.observe(container);
  }

  /** Shows this. Under a new name it is another drawing; else what was there stays where it is. */
  show(shown: Shown): void {
    const before = this.#shown;
    this.#shown = shown;
    const { content, name, emphasis, inks } = shown;
    if (content === before.content && name === before.name) {
      if (emphasis !== before.emphasis || inks !== before.inks) this.#restyle();
      return;
    }
    remember(before.name, this.#drawing);
    const isOther = name !== before.name;
    const isNew = isOther || differ(this.#drawing, content) > MOST_SINGLY;
    if (isNew) this.#turn();
    if (isOther) this.#lookout.reset();
    const fresh = update(this.#drawing, content, recall(name));
    this.#restyle();
    if (isNew) this.#sigma.setGraph(this.#drawing);
    if (fresh.size > 0) this.#settle(fresh);
  }

  /** Moves so that these fill the view. */
  frame(ids: readonly string[]): void {
    this.#whenSeen(() => this.#lookout.frame(ids));
  }

  /** Moves only if the concept is out of sight. */
  reveal(id: string): void {
    this.#whenSeen(() => this.#lookout.reveal(id));
  }

  fit(): void {
    this.#move = undefined;
    this.#lookout.fit();
  }

  zoom(way: "in" | "out"): void {
    this.#lookout.zoom(way);
  }

  /** Gives the drawing the keyboard. */
  focus(): void {
    this.#sigma.getContainer().focus({ preventScroll: true });
  }

  /** The neighbour of a concept that lies in a direction; without one, the most central concept. */
  towards(id: string | undefined, direction: Direction): string | undefined {
    const from = id === undefined ? undefined : this.#lookout.placeOf(id);
    if (id === undefined || from === undefined) {
      return this.#drawing.nodes().find((node) => this.#look.isShown(node));
    }
    const beside = this.#drawing.neighbors(id).flatMap((node) => {
      const place = this.#look.isShown(node) ? this.#lookout.placeOf(node) : undefined;
      return place === undefined ? [] : [[node, place] as const];
    });
    return nearestTowards(from, direction, beside);
  }

  destroy(): void {
    this.#isGone = true;
    remember(this.#shown.name, this.#drawing);
    this.#resizing.disconnect();
    this.#pointer.stop();
    this.#settling?.stop();
    this.#sigma.kill();
  }

  /** Begins a drawing of its own: sigma would take in each of thousands of nodes singly. */
  #turn(): void {
    this.#settling?.stop();
    this.#settling = this.#move = this.#hovered = undefined;
    this.#drawing.clear();
    this.#drawing = newDrawing();
  }

  #restyle(): void {
    const { emphasis, inks } = this.#shown;
    const dense = isDense(this.#drawing.size);
    this.#look = new Look(this.#drawing, emphasis, inks, dense, this.#hovered);
    this.#sigma.setSettings({
      ...settingsFor(this.#drawing.order, this.#drawing.size),
      nodeReducer: this.#look.node,
      edgeReducer: this.#look.edge,
    });
  }

  #hover(id: string | undefined): void {
    if (this.#hovered === id) return;
    this.#hovered = id;
    this.#restyle();
  }

  #settle(fresh: ReadonlySet<string>): void {
    this.#settling?.stop();
    const { width, height } = this.#sigma.getDimensions();
    this.#settling = new Settling(this.#drawing, fresh, {
      stretch: Math.min(1.6, Math.max(0.7, width / height)),
      isHeld: () => this.#pointer.isPressed,
      onMove: () => this.#redraw(),
      onDone: () => this.#settled(),
    });
  }

  #settled(): void {
    this.#settling = undefined;
    remember(this.#shown.name, this.#drawing);
    const move = this.#move;
    this.#move = undefined;
    if (move !== undefined) this.#whenSeen(move);
  }

  /** Moves the view when it has its size and its places: when the layout has come to rest. */
  #whenSeen(move: () => void): void {
    if (this.#settling !== undefined) {
      this.#move = move;
      return;
    }
    // the first frame is for what has changed beside the view, the second for the drawing
    requestAnimationFrame(() => requestAnimationFrame(() => this.#isGone || move()));
  }

  /** An observer tells the first size, too, which sigma knows. */
  #resize(): void {
    const { width, height } = this.#sigma.getDimensions();
    const { offsetWidth, offsetHeight } = this.#sigma.getContainer();
    if (width !== offsetWidth || height !== offsetHeight) this.#redraw();
  }

  /** Places and the view's size may have changed; looks haven't. */
  #redraw(): void {
    this.#sigma.refresh({ partialGraph: { nodes: [], edges: [] }, schedule: true });
  }
}
