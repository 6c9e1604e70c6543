import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";

import { refresh } from "@/api/queries";

import { type Upload, Uploads } from "./uploads";

const uploads = new Uploads();

/** The uploads to one project, and what can be done with them. */
export function useUploads(projectId: string): { uploads: Uploads; mine: readonly Upload[] } {
  const client = useQueryClient();
  const all = useSyncExternalStore(uploads.subscribe, uploads.all);
  useEffect(() => {
    uploads.onStored = () => void refresh(client, "filesListMine", "filesCounts", "overviewMine");
  }, [client]);
  useEffect(() => {
    // a page that is left takes its uploads with it: the browser asks
    const ask = (event: BeforeUnloadEvent) => {
      if (uploads.busy) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, []);
  const mine = useMemo(() => all.filter((each) => each.projectId === projectId), [all, projectId]);
  return { uploads, mine };
}
