import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

import { HintsApplied } from "./hints";
import type { Connection, JobHint } from "./messages";
import { openStream } from "./stream";

const POLL_MILLISECONDS = 2000;

type Watcher = (hints: readonly JobHint[]) => void;
const watchers = new Set<Watcher>();
const ConnectionContext = createContext<Connection>("connecting");

/** Keeps what is shown up to date; stands around everything that needs a signed-in user. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>("connecting");
  useEffect(() => {
    const applied = new HintsApplied(client);
    const close = openStream((message) => {
      if (message.kind === "connection") setConnection(message.connection);
      if (message.kind === "hello") applied.all();
      if (message.kind === "deleted") applied.deleted(message.jobs);
      if (message.kind === "projects") applied.projects(message.projects);
      if (message.kind === "jobs") {
        applied.jobs(message.jobs);
        for (const watcher of watchers) watcher(message.jobs);
      }
    });
    return () => {
      close();
      applied.stop();
    };
  }, [client]);
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

/** Whether changes are heard of as they happen. */
export function useConnection(): Connection {
  return useContext(ConnectionContext);
}

/** For queries about what is active: every 2 s while the stream is down, and else never. */
export function usePolling(active: boolean): number | false {
  return useConnection() === "down" && active ? POLL_MILLISECONDS : false;
}

/** Calls `watcher` with each hint about jobs. */
export function useJobHints(watcher: Watcher): void {
  useEffect(() => {
    watchers.add(watcher);
    return () => void watchers.delete(watcher);
  }, [watcher]);
}
