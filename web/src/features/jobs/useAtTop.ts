import { useSyncExternalStore } from "react";

const NEAR_PIXELS = 80;

function subscribe(listener: () => void): () => void {
  window.addEventListener("scroll", listener, { passive: true });
  return () => window.removeEventListener("scroll", listener);
}

/** Whether the page is scrolled to its head. */
export function useAtTop(): boolean {
  return useSyncExternalStore(subscribe, () => window.scrollY < NEAR_PIXELS);
}
