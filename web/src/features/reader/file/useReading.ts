import { useQuery, useQueryClient } from "@tanstack/react-query";

import { filesRead, type FileView } from "@/api/generated";
import { filesGetQueryKey } from "@/api/generated/@tanstack/react-query.gen";
import { isApiError } from "@/api/problem";
import { isPassing, refresh } from "@/api/queries";

const TRIES = 5;

export type Reading =
  | { state: "read" }
  /** `waits`: others are before it. */
  | { state: "reading"; waits: boolean }
  | { state: "refused"; kind: "unreadable" | "too_large" | "later"; detail: string }
  | { state: "failed"; error: unknown };

/** Has a file read that nobody has read yet. `again` tries it once more. */
export function useReading(file: FileView | undefined): Reading & { again: () => void } {
  const client = useQueryClient();
  const path = { file_id: file?.id ?? "" };
  const state = file?.reading.state;
  const read = useQuery({
    queryKey: [{ _id: "filesRead", path }],
    queryFn: async ({ signal }) => {
      try {
        const { data } = await filesRead({ path, signal });
        client.setQueryData(filesGetQueryKey({ path }), data);
        return data.id;
      } catch (error) {
        // the refusal is kept with the file
        if (isApiError(error) && !isPassing(error)) void refresh(client, "filesGet");
        throw error;
      }
    },
    enabled: state === "unread",
    staleTime: "static",
    // it may have taken long to find out that it can't be read now
    retryOnMount: false,
    retry: (failures, error) => failures < TRIES && isPassing(error),
    retryDelay: (failures, error) =>
      1000 * ((isApiError(error) ? error.retryAfterSeconds : undefined) ?? failures + 1),
  });
  const again = () => void read.refetch();
  if (file === undefined || state === "read") return { state: "read", again };
  if (read.isFetching) return { state: "reading", waits: read.failureCount > 0, again };
  if (isApiError(read.error))
    return { ...asReading(read.error.slug, read.error.message, read.error), again };
  const problem = file.reading.problem;
  if (problem !== null) {
    const slug = problem.type.split("/").at(-1) ?? "";
    return { ...asReading(slug, problem.detail, undefined), again };
  }
  if (read.error !== null) return { state: "failed", error: read.error, again };
  return { state: "reading", waits: false, again };
}

const REFUSALS: Record<string, "unreadable" | "too_large" | "later"> = {
  "unreadable-file": "unreadable",
  "too-large": "too_large",
  "too-large-to-preview": "later",
};

function asReading(slug: string, detail: string, error: unknown): Reading {
  const kind = REFUSALS[slug];
  if (kind !== undefined) return { state: "refused", kind, detail };
  if (error === undefined) return { state: "refused", kind: "unreadable", detail };
  return { state: "failed", error };
}
