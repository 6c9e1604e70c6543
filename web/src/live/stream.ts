import type { Connection, Message } from "./messages";

const ADDRESS = "/api/events";
const CHANNEL = "educe.events";
const LOCK = "educe.events";
const SLOWEST_RETRY = 15_000;

/**
 * One event stream for all tabs of a browser: HTTP/1.1 allows six connections to a server, and the
 * seventh tab would hang. The tab that gets the lock holds the stream and tells the others; when it
 * goes, the next in line gets the lock.
 *
 * Returns what ends it. `tell` is called in every tab.
 */
export function openStream(tell: (message: Message) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  const ending = new AbortController();
  let connection: Connection | undefined; // known to the leader only

  const say = (message: Message) => {
    if (message.kind === "connection") connection = message.connection;
    channel.postMessage(message);
    tell(message);
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind !== "who-leads") tell(data);
    else if (connection !== undefined) channel.postMessage({ kind: "connection", connection });
  };
  channel.postMessage({ kind: "who-leads" } satisfies Message);
  if (hasLocks()) {
    navigator.locks
      .request(LOCK, { signal: ending.signal }, () => lead(say, ending.signal))
      .catch(() => undefined); // ended while it stood in line
  } else {
    leadWhileVisible(say, ending.signal);
  }
  return () => {
    ending.abort();
    channel.close();
  };
}

/** Browsers have locks only for pages that came over HTTPS or from this machine. */
function hasLocks(): boolean {
  return "locks" in navigator;
}

/** Without locks each tab has a stream of its own, but only while somebody looks at it. */
function leadWhileVisible(say: (message: Message) => void, ending: AbortSignal): void {
  let hiding = new AbortController();
  const look = () => {
    hiding.abort();
    if (document.visibilityState !== "visible" || ending.aborted) return;
    hiding = new AbortController();
    void lead(say, AbortSignal.any([ending, hiding.signal]));
  };
  document.addEventListener("visibilitychange", look, { signal: ending });
  look();
}

/** Holds the stream until it is ended; comes back, ever more slowly, when it breaks. */
async function lead(say: (message: Message) => void, ending: AbortSignal): Promise<void> {
  say({ kind: "connection", connection: "connecting" });
  let wait = 500;
  while (!ending.aborted) {
    const wasOpen = await listen(say, ending);
    if (isEnded(ending)) return;
    wait = wasOpen ? 500 : Math.min(wait * 2, SLOWEST_RETRY);
    say({ kind: "connection", connection: "down" });
    await pause(wait * (0.5 + Math.random()), ending);
  }
}

// aborted changes while we wait, which the type checker can't know
function isEnded(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** One connection, from its opening to its break. Resolves to whether it was ever open. */
function listen(say: (message: Message) => void, ending: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const source = new EventSource(ADDRESS);
    let wasOpen = false;
    const close = () => {
      source.close();
      resolve(wasOpen);
    };
    source.onopen = () => {
      wasOpen = true;
      say({ kind: "connection", connection: "open" });
    };
    source.onerror = close;
    source.addEventListener("hello", () => say({ kind: "hello" }));
    for (const kind of ["jobs", "deleted", "projects"] as const) {
      source.addEventListener(kind, ({ data }: MessageEvent<string>) =>
        say({ kind, ...JSON.parse(data) } as Message),
      );
    }
    ending.addEventListener("abort", close, { once: true });
    // a stream whose network has gone may else look open for minutes
    window.addEventListener("offline", close, { once: true });
  });
}

/** Waits so many milliseconds, or until the network is back, or until the end. */
function pause(milliseconds: number, ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener("online", done, { once: true });
    ending.addEventListener("abort", done, { once: true });
  });
}
