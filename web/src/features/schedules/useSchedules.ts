import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/lib/toast";

import {
  schedulesDelete,
  schedulesListMine,
  schedulesListOfProject,
  schedulesPause,
  schedulesResume,
  schedulesRun,
  type SchedulesView,
  type ScheduleView,
} from "@/api/generated";
import {
  schedulesListMineInfiniteQueryKey,
  schedulesListOfProjectInfiniteQueryKey,
} from "@/api/generated/@tanstack/react-query.gen";
import { operationOf, refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { OF_LISTS } from "@/features/progress/actions";
import { newKey } from "@/lib/key";
import { doUnlessUndone } from "@/lib/undo";
import { usePolling } from "@/live/LiveProvider";

const LISTS = ["schedulesListMine", "schedulesListOfProject"];
export const OF_SCHEDULES = [...LISTS, "schedulesGet"];

/** The schedules of a project, or of all that one sees; newest first. */
export function useSchedules(project: string | undefined) {
  const pages = useInfiniteQuery({
    queryKey: keyOf(project),
    queryFn: async ({ pageParam, signal }) => {
      const query = { cursor: pageParam };
      const { data } =
        project === undefined
          ? await schedulesListMine({ query, signal })
          : await schedulesListOfProject({ path: { project_id: project }, query, signal });
      return data;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next ?? null,
    placeholderData: keepPreviousData,
    refetchInterval: usePolling(true),
  });
  const schedules = useMemo(
    () => pages.data?.pages.flatMap((page) => page.schedules),
    [pages.data],
  );
  return { ...pages, schedules };
}

function keyOf(project: string | undefined): readonly unknown[] {
  return project === undefined
    ? schedulesListMineInfiniteQueryKey()
    : schedulesListOfProjectInfiniteQueryKey({ path: { project_id: project } });
}

/** Changes the schedules of all lists that are at hand. */
function useListed() {
  const client = useQueryClient();
  const isList = {
    predicate: ({ queryKey }: { queryKey: readonly unknown[] }) =>
      LISTS.includes(operationOf(queryKey) ?? ""),
  };
  return {
    change: (one: (schedules: readonly ScheduleView[]) => ScheduleView[]) =>
      client.setQueriesData<InfiniteData<SchedulesView>>(isList, (data) =>
        data === undefined
          ? data
          : {
              ...data,
              pages: data.pages.map((page) => ({ ...page, schedules: one(page.schedules) })),
            },
      ),
    hold: () => client.cancelQueries(isList),
    again: () => void refresh(client, ...OF_SCHEDULES),
  };
}

/** Pauses and resumes: shown at once; a refusal is told and takes it back. */
export function usePauseSchedule() {
  const listed = useListed();
  const say = useErrorText();
  const change = useMutation({
    mutationFn: ({ id, pausing }: { id: string; pausing: boolean }) => {
      const path = { schedule_id: id };
      return pausing ? schedulesPause({ path }) : schedulesResume({ path });
    },
    onMutate: async ({ id, pausing }) => {
      await listed.hold();
      const paused_at = pausing ? new Date().toISOString() : null;
      const state = pausing ? ("paused" as const) : ("active" as const);
      listed.change((schedules) =>
        schedules.map((each) => (each.id === id ? { ...each, state, paused_at } : each)),
      );
    },
    onError: (error) => toast.error(say(error), { duration: 10_000 }),
    onSettled: listed.again,
  });
  return change.mutate;
}

/** Starts a schedule's job now, and shows how it goes. */
export function useRunSchedule() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const say = useErrorText();
  return useMutation({
    mutationFn: async (id: string) => {
      const headers = { "idempotency-key": newKey() };
      return (await schedulesRun({ path: { schedule_id: id }, headers })).data;
    },
    onSuccess: (job) => {
      void navigate({ to: ".", search: (before) => ({ ...before, watch: job.id }) });
      void refresh(client, ...OF_SCHEDULES, ...OF_LISTS);
    },
    onError: (error) => toast.error(say(error), { duration: 10_000 }),
  });
}

/** Takes a schedule off the list at once, and deletes it some seconds later. */
export function useDeleteSchedule(): (schedule: ScheduleView) => void {
  const { t } = useTranslation(["schedules", "common"]);
  const listed = useListed();
  const say = useErrorText();
  return ({ id, name }) =>
    doUnlessUndone({
      message: t("deleted", { name: name.slice(0, 60) }),
      undo: t("common:undo"),
      begin: () => listed.change((schedules) => schedules.filter((each) => each.id !== id)),
      revert: listed.again,
      act: async (leaving) => {
        await schedulesDelete({ path: { schedule_id: id }, keepalive: leaving });
        listed.again();
      },
      fail: (error) => toast.error(say(error)),
    });
}
