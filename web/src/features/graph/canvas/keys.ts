import type { Direction } from "./placing";
import type { GraphView, ViewEvents } from "./view";

const ARROWS: Partial<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Does what a key means to the drawing; false: nothing. */
export function actOnKey(
  key: string,
  view: GraphView,
  selected: string | undefined,
  { select, expand }: ViewEvents,
): boolean {
  const direction = ARROWS[key];
  if (direction !== undefined) {
    const next = view.towards(selected, direction);
    if (next !== undefined) select(next);
  } else if (key === "+" || key === "=") view.zoom("in");
  else if (key === "-") view.zoom("out");
  else if (key === "0") view.fit();
  else if (key === "Escape") select(undefined);
  else if (key === "e" && selected !== undefined) expand(selected);
  else return false;
  return true;
}
