import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Message } from "./messages";
import { openStream } from "./stream";

/** The one EventSource of the tab that leads. */
class PlayedSource extends EventTarget {
  static readonly all: PlayedSource[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly close = vi.fn();
  constructor(readonly url: string) {
    super();
    PlayedSource.all.push(this);
  }
  say(kind: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }));
  }
}

/** Locks as browsers have them: one holder, the others in line. */
class PlayedLocks {
  #last: Promise<unknown> = Promise.resolve();
  request(
    _name: string,
    { signal }: { signal: AbortSignal },
    hold: () => Promise<void>,
  ): Promise<void> {
    const before = this.#last;
    const mine = before.then(() => (signal.aborted ? undefined : hold()));
    this.#last = mine;
    return mine;
  }
}

function tab() {
  const heard: Message[] = [];
  const close = openStream((message) => void heard.push(message));
  return { heard, close, kinds: () => heard.map((message) => message.kind) };
}

beforeEach(() => {
  PlayedSource.all.length = 0;
  vi.stubGlobal("EventSource", PlayedSource);
  vi.stubGlobal("navigator", { locks: new PlayedLocks() });
});
afterEach(() => vi.unstubAllGlobals());

const source = () => vi.waitUntil(() => PlayedSource.all.at(-1));

test("two tabs share one stream, and both hear what it tells", async () => {
  const [first, second] = [tab(), tab()];
  (await source()).say("jobs", { jobs: [{ id: "a" }] });
  await vi.waitUntil(() => second.kinds().includes("jobs"));
  expect(first.heard).toContainEqual({ kind: "jobs", jobs: [{ id: "a" }] });
  expect(second.heard).toContainEqual({ kind: "jobs", jobs: [{ id: "a" }] });
  expect(PlayedSource.all).toHaveLength(1);
  first.close();
  second.close();
});

test("when the tab that leads is closed, the next one leads", async () => {
  const [first, second] = [tab(), tab()];
  const before = await source();
  first.close();
  await vi.waitUntil(() => PlayedSource.all.length === 2);
  expect(before.close).toHaveBeenCalled();
  second.close();
});

test("a tab that comes later is told how the connection is", async () => {
  const first = tab();
  (await source()).onopen?.();
  const second = tab();
  await vi.waitUntil(() => second.heard.length > 0);
  expect(second.heard).toContainEqual({ kind: "connection", connection: "open" });
  first.close();
  second.close();
});

test("a stream that breaks is opened again", async () => {
  const only = tab();
  const before = await source();
  before.onopen?.();
  before.onerror?.();
  await vi.waitUntil(() => PlayedSource.all.length === 2, { timeout: 3000 });
  expect(only.heard).toContainEqual({ kind: "connection", connection: "down" });
  only.close();
});

test("without locks, a tab has a stream while it is looked at", async () => {
  vi.stubGlobal("navigator", {});
  const visibility = vi.spyOn(document, "visibilityState", "get");
  const turn = (state: DocumentVisibilityState) => {
    visibility.mockReturnValue(state);
    document.dispatchEvent(new Event("visibilitychange"));
  };
  visibility.mockReturnValue("visible");
  const only = tab();
  const before = await source();
  turn("hidden");
  expect(before.close).toHaveBeenCalled();
  turn("visible");
  await vi.waitUntil(() => PlayedSource.all.length === 2);
  only.close();
});
