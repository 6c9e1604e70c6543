import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/lib/toast";

import type { JobDetails } from "@/api/generated";
import { extractionsGetOptions } from "@/api/generated/@tanstack/react-query.gen";
import { useJobHints } from "@/live/LiveProvider";
import type { JobHint } from "@/live/messages";
import { useMe } from "@/shell/me";

import { cancelledHere } from "./actions";
import { EndedJobs } from "./endedJobs";
import { tellOnce } from "./notifications";
import { isActive } from "./useJob";
import { MOST_ACTIVE, useMyActiveJobs } from "./useMyActiveJobs";

/** When more end at once, that is told in one line. */
const MOST_TOLD = 3;

/** Tells of one's own jobs that end: here, and by the browser when no tab is looked at. */
export function JobNotifications() {
  const client = useQueryClient();
  const me = useMe().id;
  const router = useRouter();
  const ended = useRef<EndedJobs>(null);
  const { one, many } = useTelling();

  const look = useCallback(
    async (ids: readonly string[], wereActive: boolean) => {
      if (ids.length > MOST_TOLD) {
        if (wereActive) many(ids.length);
        return;
      }
      for (const job_id of ids) {
        const job = await client
          .query({ ...extractionsGetOptions({ path: { job_id } }), staleTime: 0 })
          .catch(() => undefined); // deleted meanwhile
        if (job?.created_by !== me || !ended.current?.isNews(job, wereActive)) continue;
        const { pathname, search } = router.state.location;
        const isLookedAt = search.watch === job_id || pathname === `/jobs/${job_id}`;
        const isOwnDoing = job.status === "cancelled" && cancelledHere.has(job_id);
        if (!isOwnDoing && !(isLookedAt && document.visibilityState === "visible")) one(job);
      }
    },
    [client, me, router, one, many],
  );
  const active = useMyActiveJobs();
  useEffect(() => {
    ended.current ??= new EndedJobs();
    if (active.data === undefined) return;
    const ids = active.data.jobs.map(({ id }) => id);
    void look(ended.current.gone(ids, ids.length < MOST_ACTIVE), true);
  }, [active.data, look]);
  useJobHints(
    useCallback(
      (hints: readonly JobHint[]) => {
        const over = hints.filter((hint) => !isActive(hint.status)).map(({ id }) => id);
        void look(over, false);
      },
      [look],
    ),
  );
  return null;
}

function useTelling() {
  const { t } = useTranslation(["progress", "jobs"]);
  const navigate = useNavigate();
  const one = useCallback(
    (job: JobDetails) => {
      const isPartial = job.status === "completed" && job.failed_items > 0;
      const state = isPartial ? "partial" : job.status;
      const title = t(`jobs:status.${state}`);
      const body = `${job.project_name.slice(0, 80)} · ${job.error_message ?? job.progress_message}`;
      const open = () =>
        void navigate({ to: ".", search: (before) => ({ ...before, watch: job.id }) });
      const options = {
        id: job.id,
        description: body.slice(0, 240),
        duration: 8000,
        action: { label: t("progress:open"), onClick: open },
      };
      tellOnce(job.id, () => TOASTS[state](title, options), { title, body, onClick: open });
    },
    [navigate, t],
  );
  const many = useCallback(
    (count: number) => {
      toast(t("progress:manyEnded", { count }), {
        action: { label: t("progress:open"), onClick: () => void navigate({ to: "/jobs" }) },
      });
    },
    [navigate, t],
  );
  return { one, many };
}

const TOASTS = {
  pending: toast,
  running: toast,
  cancelled: toast,
  completed: toast.success,
  partial: toast.warning,
  failed: toast.error,
};
