import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { type Workers, workersPause, workersResume, type WorkerView } from "@/api/generated";
import {
  workersListAllOptions,
  workersListAllQueryKey,
} from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";

/** Beats come every few seconds, and no stream tells of them. */
const AGAIN_MILLISECONDS = 3000;

export function useWorkers() {
  return useQuery({ ...workersListAllOptions(), refetchInterval: AGAIN_MILLISECONDS });
}

interface Order {
  id: string;
  pausing: boolean;
}

/** Pauses and resumes a worker: shown at once, and taken back where it is refused. */
export function usePauseWorker() {
  const client = useQueryClient();
  const key = workersListAllQueryKey();
  return useMutation({
    mutationFn: ({ id, pausing }: Order) => {
      const path = { worker_id: id };
      return pausing ? workersPause({ path }) : workersResume({ path });
    },
    onMutate: async (order) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<Workers>(key);
      client.setQueryData<Workers>(
        key,
        before && { workers: before.workers.map((worker) => ordered(worker, order)) },
      );
      return before;
    },
    onError: (_error, _order, before) => client.setQueryData(key, before),
    onSettled: () => refresh(client, "workersListAll", "queueEverybodys", "queueMine"),
  });
}

function ordered(worker: WorkerView, { id, pausing }: Order): WorkerView {
  if (worker.id !== id) return worker;
  if (!pausing) return { ...worker, state: "running", paused_at: null };
  return {
    ...worker,
    state: worker.running_jobs > 0 ? "draining" : "paused",
    paused_at: new Date().toISOString(),
  };
}
