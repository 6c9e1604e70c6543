import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";

export interface Shortcut {
  /** As react-hotkeys-hook takes them: "j", "shift+d", "mod+k", "g>h" for one after the other. */
  keys: string;
  /** What it does, in the reader's language. */
  does: string;
}

interface Known {
  shortcuts: readonly Shortcut[];
  add: (shortcut: Shortcut) => () => void;
}

const ShortcutContext = createContext<Known>({ shortcuts: [], add: () => () => undefined });

export function ShortcutProvider({ children }: { children: ReactNode }) {
  const [shortcuts, setShortcuts] = useState<readonly Shortcut[]>([]);
  const known = useMemo<Known>(
    () => ({
      shortcuts,
      add(shortcut) {
        setShortcuts((before) => [...before, shortcut]);
        return () => setShortcuts((before) => before.filter((each) => each !== shortcut));
      },
    }),
    [shortcuts],
  );
  return <ShortcutContext value={known}>{children}</ShortcutContext>;
}

/** The shortcuts of what is on screen now. */
export function useShortcuts(): readonly Shortcut[] {
  return useContext(ShortcutContext).shortcuts;
}

/** A key that does something while the component is shown; `?` lists it. It rests while the reader
 * types into a field. */
export function useShortcut(keys: string, does: string, act: () => void, enabled = true): void {
  const { add } = useContext(ShortcutContext);
  useHotkeys(keys, act, { preventDefault: true, enabled, useKey: keys === "?" || keys === "/" });
  useEffect(() => (enabled ? add({ keys, does }) : undefined), [keys, does, enabled]); // eslint-disable-line react-hooks/exhaustive-deps -- `add` changes with each shortcut
}
