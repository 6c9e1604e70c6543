import { useCallback, useSyncExternalStore } from "react";

/** Whether the browser may tell of ended jobs; `unsupported` also where the page came over plain
 * HTTP. */
export type Permission = NotificationPermission | "unsupported";

const listeners = new Set<() => void>();

function permission(): Permission {
  return "Notification" in window && window.isSecureContext
    ? Notification.permission
    : "unsupported";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // it can also be changed in the browser's own settings, which is seen on coming back
  window.addEventListener("focus", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("focus", listener);
  };
}

/** What the browser allows, and how to ask for it: by a click of the reader's only. */
export function useNotificationPermission(): { permission: Permission; ask: () => Promise<void> } {
  const current = useSyncExternalStore(subscribe, permission);
  const ask = useCallback(async () => {
    if (permission() === "unsupported") return;
    await Notification.requestPermission();
    for (const listener of listeners) listener();
  }, []);
  return { permission: current, ask };
}

const CHANNEL = "educe.seen";
const VISIBLE_TABS_ANSWER_WITHIN = 500;

/**
 * Says that a job has ended where the reader is: `toast` in tabs that are looked at. When none is, one
 * of them shows the browser's notification (its tag makes that one of several), and the toast waits
 * in the tab.
 */
export function tellOnce(
  jobId: string,
  toast: () => void,
  notification: { title: string; body: string; onClick: () => void },
): void {
  toast();
  const channel = new BroadcastChannel(CHANNEL);
  if (document.visibilityState === "visible") {
    channel.postMessage(jobId);
    channel.close();
    return;
  }
  if (permission() !== "granted") {
    channel.close();
    return;
  }
  let isSeen = false;
  channel.onmessage = ({ data }) => {
    isSeen ||= data === jobId;
  };
  setTimeout(() => {
    channel.close();
    if (!isSeen) notify(jobId, notification);
  }, VISIBLE_TABS_ANSWER_WITHIN);
}

function notify(
  jobId: string,
  { title, body, onClick }: { title: string; body: string; onClick: () => void },
): void {
  const shown = new Notification(title, { body, tag: `educe-${jobId}`, icon: "/icon.svg" });
  shown.onclick = () => {
    window.focus();
    shown.close();
    onClick();
  };
}
