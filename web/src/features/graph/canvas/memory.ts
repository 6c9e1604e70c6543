import type { Drawing } from "./look";
import type { Place } from "./placing";

const MOST = 12;
const remembered = new Map<string, ReadonlyMap<string, Place>>();
const NOWHERE: ReadonlyMap<string, Place> = new Map();

/** Keeps where the concepts of a drawing lie, so that it looks the same on coming back. */
export function remember(name: string, drawing: Drawing): void {
  if (drawing.order === 0) return;
  const places = new Map<string, Place>();
  drawing.forEachNode((id, { x, y }) => places.set(id, { x, y }));
  remembered.delete(name);
  remembered.set(name, places);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST && oldest !== undefined) remembered.delete(oldest);
}

export function recall(name: string): ReadonlyMap<string, Place> {
  return remembered.get(name) ?? NOWHERE;
}
