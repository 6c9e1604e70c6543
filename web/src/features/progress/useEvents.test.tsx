import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test, vi } from "vitest";

import { configureClient } from "@/api/client";
import { refresh } from "@/api/queries";

import { useEvents } from "./useEvents";

const event = (seq: number) => ({
  seq,
  kind: "progress",
  message: `At ${seq}`,
  at: "2026-03-01T07:00:00Z",
  data: {},
});

test("only what has been added is fetched", async () => {
  let there = Array.from({ length: 1500 }, (_, at) => event(at + 1));
  const asked: string[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation((request) => {
    const address = new URL((request as Request).url);
    asked.push(address.searchParams.get("after") ?? "");
    const after = Number(address.searchParams.get("after"));
    return Promise.resolve(Response.json(there.slice(after, after + 1000)));
  });
  configureClient();
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useEvents("job"), { wrapper });
  await waitFor(() => expect(result.current.events).toHaveLength(1500));
  expect(asked).toEqual(["0", "1000"]);

  there = [...there, event(1501)];
  await refresh(client, "eventsEvents");
  await waitFor(() => expect(result.current.events.at(-1)?.seq).toBe(1501));
  expect(asked).toEqual(["0", "1000", "1500"]);
});
