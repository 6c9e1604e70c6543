import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";
const STORED = "educe.theme";
const system = () => window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function chosen(): Theme {
  const stored = localStorage.getItem(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function isDark(): boolean {
  return chosen() === "dark" || (chosen() === "system" && system().matches);
}

function show(): void {
  document.documentElement.classList.toggle("dark", isDark());
  for (const listener of listeners) listener();
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, theme);
  show();
}

/** Called once: follows the system's theme, and a choice made in another tab. */
export function startTheme(): void {
  system().addEventListener("change", show);
  window.addEventListener("storage", (event) => {
    if (event.key === STORED) show();
  });
  show();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, chosen);
}

/** Whether dark colours are shown now; for canvases, which CSS doesn't reach. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}
