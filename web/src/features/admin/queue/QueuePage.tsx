import { useSearch } from "@tanstack/react-router";

import { ErrorNotice } from "@/components/notices";
import { SkeletonLines } from "@/components/ui/skeleton";
import { useRowKeys } from "@/lib/row-keys";

import { useQueue } from "../useQueue";
import { DepthTable } from "./DepthTable";
import { Extractors } from "./Extractors";
import { Limits } from "./Limits";
import { Plans } from "./Plans";
import { QueueSwitch } from "./QueueSwitch";
import { WaitingJobs } from "./WaitingJobs";

/** What waits and why; pausing; how much anybody may run at a time. */
export default function QueuePage() {
  const search = useSearch({ from: "/app/admin/queue" });
  const queue = useQueue();
  const list = useRowKeys<HTMLDivElement>();
  return (
    <div ref={list} className="space-y-10">
      {queue.isError && <ErrorNotice error={queue.error} onRetry={() => void queue.refetch()} />}
      {queue.isPending && <SkeletonLines lines={6} />}
      {queue.data !== undefined && (
        <>
          <QueueSwitch pauses={queue.data.pauses} />
          <DepthTable rows={queue.data.depth} group={search.by ?? "organization"} />
          <Extractors queue={queue.data} />
        </>
      )}
      <WaitingJobs />
      <Limits user={search.user} organization={search.organization} />
      <Plans />
    </div>
  );
}
