import { expect, test, vi } from "vitest";

import type { Uploaded } from "@/api/generated";
import { ApiError } from "@/api/problem";

import type { sendFile } from "./send";
import { Uploads } from "./uploads";

type Asked = {
  name: string;
  resolve: () => void;
  reject: (error: unknown) => void;
  cancelled: AbortSignal;
};

/** Uploads whose sending is played: each request is answered by the test. */
function played() {
  const asked: Asked[] = [];
  const send: typeof sendFile = (_project, _file, name, _tell, cancelled) =>
    new Promise<Uploaded>((resolve, reject) => {
      cancelled.addEventListener("abort", () => reject(cancelled.reason as Error));
      asked.push({ name, resolve: () => resolve({ files: [], refused: [] }), reject, cancelled });
    });
  const uploads = new Uploads(send);
  const add = (...names: string[]) =>
    uploads.add(
      "p",
      names.map((name) => ({ name, file: new File(["x"], name) })),
    );
  const states = () => uploads.all().map(({ state }) => state);
  return { asked, uploads, add, states };
}

test("three are sent at a time, and the next when one is done", async () => {
  const { asked, add, states } = played();
  add("a", "b", "c", "d");
  expect(asked.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  asked[1]?.resolve();
  await vi.waitUntil(() => asked.length === 4);
  expect(states()).toEqual(["sending", "done", "sending", "sending"]);
});

test("one that is refused stops no other, and can be sent again", async () => {
  const { asked, uploads, add, states } = played();
  add("a", "b");
  asked[0]?.reject(new ApiError(413));
  await vi.waitUntil(() => states()[0] === "failed");
  expect(states()).toEqual(["failed", "sending"]);
  uploads.retry(0);
  expect(states()).toEqual(["sending", "sending"]);
  asked[2]?.resolve();
  await vi.waitUntil(() => states()[0] === "done");
});

test("one that is cancelled is no failure", async () => {
  const { asked, uploads, add, states } = played();
  add("a");
  uploads.cancel(0);
  expect(asked[0]?.cancelled.aborted).toBe(true);
  await Promise.resolve();
  expect(states()).toEqual(["cancelled"]);
});

test("clearing leaves what is under way", async () => {
  const { asked, uploads, add, states } = played();
  add("a", "b");
  asked[0]?.resolve();
  await vi.waitUntil(() => states()[0] === "done");
  uploads.clear("p");
  expect(uploads.all().map(({ name }) => name)).toEqual(["b"]);
  expect(uploads.busy).toBe(true);
});
