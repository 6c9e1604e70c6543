import { toast } from "@/lib/toast";

const SECONDS = 6;

/**
 * Does something that can't be taken back some seconds later, and offers to leave it.
 *
 * `begin` shows it as done, `revert` as not done; `act` does it. When the page is left before, it is
 * done at once. Returns nothing: an error of `act` is shown by `fail`.
 */
export function doUnlessUndone(options: {
  message: string;
  undo: string;
  begin: () => void;
  revert: () => void;
  act: (leaving: boolean) => Promise<unknown>;
  fail: (error: unknown) => void;
}): void {
  const { message, undo, begin, revert, act, fail } = options;
  let settled = false;
  const settle = () => {
    if (settled) return false;
    settled = true;
    clearTimeout(timer);
    window.removeEventListener("pagehide", leave);
    return true;
  };
  const leave = () => {
    if (settle()) void act(true).catch(() => undefined);
  };
  const timer = setTimeout(() => {
    if (!settle()) return;
    act(false).catch((error: unknown) => {
      revert();
      fail(error);
    });
  }, SECONDS * 1000);
  window.addEventListener("pagehide", leave);
  begin();
  toast(message, {
    duration: SECONDS * 1000,
    action: {
      label: undo,
      onClick: () => {
        if (settle()) revert();
      },
    },
  });
}
