import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";

import {
  extractionsCreate,
  extractionsRequestRetry,
  type JobView,
  type NewExtraction,
} from "@/api/generated";
import { isPassing, refresh } from "@/api/queries";
import { OF_LISTS } from "@/features/progress/actions";
import { newKey } from "@/lib/key";

/**
 * Starts the extraction; `again`: as a new version of that job, over its files. When the answer was
 * lost, the same sent again makes no second one: it has the same key.
 */
export function useStart(
  projectId: string,
  again: string | undefined,
  started: (job: JobView) => void,
) {
  const client = useQueryClient();
  const sent = useRef<{ body: string; key: string }>(null);
  return useMutation({
    mutationFn: async (body: NewExtraction) => {
      const headers = { "idempotency-key": keyFor(body) };
      const { data } =
        again === undefined
          ? await extractionsCreate({ path: { project_id: projectId }, body, headers })
          : await extractionsRequestRetry({
              path: { job_id: again },
              body: { from: "new", config: body.config, priority: body.priority },
              headers,
            });
      return data;
    },
    onSuccess: (job) => {
      started(job);
      void refresh(client, ...OF_LISTS, "filesListMine", "extractionsGet");
    },
    onError: (error) => {
      if (!isPassing(error)) sent.current = null;
    },
  });

  function keyFor(body: NewExtraction): string {
    const text = JSON.stringify(body);
    if (sent.current?.body !== text) sent.current = { body: text, key: newKey() };
    return sent.current.key;
  }
}
