import { useMutation, useQueryClient } from "@tanstack/react-query";

import {
  type PauseView,
  queuePauseAll,
  queuePauseOne,
  queueResumeAll,
  queueResumeOne,
  type WholeQueue,
} from "@/api/generated";
import { queueEverybodysQueryKey } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { useMe } from "@/shell/me";

/** The whole queue, or one extractor. */
export type Target = Pick<PauseView, "kind" | "name">;
export const QUEUE: Target = { kind: "queue", name: "" };

type Order = Target & { reason?: string; pausing: boolean };

export function pauseOf(pauses: readonly PauseView[], { kind, name }: Target) {
  return pauses.find((pause) => pause.kind === kind && pause.name === name);
}

/** Pauses and resumes: shown at once, and taken back where the server refuses it. */
export function usePauses() {
  const client = useQueryClient();
  const me = useMe();
  const key = queueEverybodysQueryKey();
  const show = (change: (pauses: readonly PauseView[]) => PauseView[]) =>
    client.setQueryData<WholeQueue>(
      key,
      (queue) => queue && { ...queue, pauses: change(queue.pauses) },
    );
  return useMutation({
    mutationFn: send,
    onMutate: async (order) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<WholeQueue>(key);
      show((pauses) => ordered(pauses, order, me.id));
      return before;
    },
    onSuccess: (pauses) => show(() => pauses),
    onError: (_error, _order, before) => client.setQueryData(key, before),
    onSettled: () => refresh(client, "queueEverybodys", "queueMine", "queuePosition"),
  });
}

async function send({ kind, name, reason = "", pausing }: Order): Promise<PauseView[]> {
  if (kind === "queue") {
    const { data } = pausing ? await queuePauseAll({ body: { reason } }) : await queueResumeAll();
    return data.pauses;
  }
  const path = { name };
  const { data } = pausing
    ? await queuePauseOne({ path, body: { reason } })
    : await queueResumeOne({ path });
  return data.pauses;
}

function ordered(pauses: readonly PauseView[], order: Order, by: string): PauseView[] {
  const { kind, name, reason = "", pausing } = order;
  const others = pauses.filter((pause) => pause !== pauseOf(pauses, order));
  if (!pausing) return others;
  return [...others, { kind, name, reason, paused_by: by, paused_at: new Date().toISOString() }];
}
