import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";

import { schedulesChange, schedulesCreate } from "@/api/generated";
import { isApiError } from "@/api/problem";
import { refresh } from "@/api/queries";
import type { FieldProblem } from "@/features/extract/schema/values";
import { newKey } from "@/lib/key";

import { changesOf, creationOf, type Draft } from "./draft";
import { OF_SCHEDULES } from "./useSchedules";

/** Saves what was entered, as a new schedule or as a change. When the answer was lost, the same sent
 * again makes no second one. */
export function useSave(
  scheduleId: string | undefined,
  begun: Draft,
  mailboxField: string | undefined,
  onSaved: () => void,
) {
  const client = useQueryClient();
  const sent = useRef<{ body: string; key: string }>(null);
  return useMutation({
    mutationFn: async (draft: Draft) => {
      if (scheduleId !== undefined) {
        const body = changesOf(draft, begun, mailboxField);
        return (await schedulesChange({ path: { schedule_id: scheduleId }, body })).data;
      }
      const body = creationOf(draft, mailboxField);
      const text = draft.projectId + JSON.stringify(body);
      if (sent.current?.body !== text) sent.current = { body: text, key: newKey() };
      const headers = { "idempotency-key": sent.current.key };
      return (await schedulesCreate({ path: { project_id: draft.projectId }, body, headers })).data;
    },
    onSuccess: async () => {
      onSaved();
      await refresh(client, ...OF_SCHEDULES);
    },
  });
}

/** The fields that a refusal names; none: it is about something else. */
export function problemsOf(error: unknown): readonly FieldProblem[] {
  const fields = isApiError(error) ? error.member("fields") : undefined;
  return Array.isArray(fields) ? (fields as FieldProblem[]) : [];
}
