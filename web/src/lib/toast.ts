import type { ExternalToast } from "sonner";

export type Toast = readonly [
  kind: "message" | "success" | "warning" | "error",
  text: string,
  options?: ExternalToast,
];

let waiting: readonly Toast[] = [];
const listeners = new Set<() => void>();

function tell(toast: Toast): void {
  waiting = [...waiting, toast];
  for (const listener of listeners) listener();
}

const teller = (kind: Toast[0]) => (text: string, options?: ExternalToast) =>
  tell([kind, text, options]);

/** Says something at the foot of the window, for some seconds. */
export const toast = Object.assign(teller("message"), {
  success: teller("success"),
  warning: teller("warning"),
  error: teller("error"),
});

/** Calls `listener` when something is to be said. Returns what ends that. */
export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is still to be said. */
export function waitingToasts(): readonly Toast[] {
  return waiting;
}

/** The same, which now is said. */
export function takeToasts(): readonly Toast[] {
  const taken = waiting;
  waiting = [];
  return taken;
}
