import { toast } from "@/lib/toast";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { doUnlessUndone } from "./undo";

vi.mock("@/lib/toast", () => ({ toast: vi.fn() }));

function order() {
  const did: string[] = [];
  const note = (what: string) => () => void did.push(what);
  const act = vi.fn(() => Promise.resolve());
  const fail = vi.fn();
  doUnlessUndone({
    message: "Deleted",
    undo: "Undo",
    begin: note("begin"),
    revert: note("revert"),
    act,
    fail,
  });
  const action = vi.mocked(toast).mock.lastCall?.[1]?.action as unknown as { onClick: () => void };
  return { did, act, fail, undo: () => action.onClick() };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("it is done some seconds later", async () => {
  const { did, act } = order();
  expect(act).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(6000);
  expect(act).toHaveBeenCalledExactlyOnceWith(false);
  expect(did).toEqual(["begin"]);
});

test("undone in time, it is never done", async () => {
  const { did, act, undo } = order();
  undo();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(act).not.toHaveBeenCalled();
  expect(did).toEqual(["begin", "revert"]);
});

test("leaving the page does it at once, and only once", async () => {
  const { act } = order();
  window.dispatchEvent(new Event("pagehide"));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(act).toHaveBeenCalledExactlyOnceWith(true);
});

test("a refusal is shown, and what was hidden comes back", async () => {
  const { did, act, fail } = order();
  const refusal = new Error("locked");
  act.mockRejectedValueOnce(refusal);
  await vi.advanceTimersByTimeAsync(6000);
  expect(did).toEqual(["begin", "revert"]);
  expect(fail).toHaveBeenCalledExactlyOnceWith(refusal);
});
