import { useShortcut } from "@/lib/shortcuts";

const SEQUENCE_MILLISECONDS = 1000;

let pressed = { key: "", at: 0, isOverlaid: false };
let before = pressed;
window.addEventListener(
  "keydown",
  ({ key, timeStamp }) => {
    before = pressed;
    // asked before anybody acts: a menu that Escape closes is gone by then
    const isOverlaid = document.querySelector('[role="dialog"], [role="menu"]') !== null;
    pressed = { key, at: timeStamp, isOverlaid };
  },
  { capture: true },
);

/** Whether a key means this page: nothing is open over it, and it doesn't end one of the shell's
 * sequences ("g", then "s"). */
function isMeant(): boolean {
  const ends = before.key === "g" && pressed.at - before.at < SEQUENCE_MILLISECONDS;
  return !ends && !pressed.isOverlaid;
}

/** A key that does something on this page. */
export function useKey(keys: string, does: string, act: () => void, enabled = true): void {
  useShortcut(keys, does, () => isMeant() && act(), enabled);
}
