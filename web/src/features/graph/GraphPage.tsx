import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { graphSummaryOptions } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Skeleton } from "@/components/ui/skeleton";

import { GraphScreen } from "./GraphScreen";
import { NoGraph } from "./NoGraph";

/** A project's concepts and what relates them, drawn. */
export default function GraphPage() {
  const { projectId } = useParams({ from: "/app/projects/$projectId" });
  const summary = useQuery(graphSummaryOptions({ path: { project_id: projectId } }));
  if (summary.data === undefined) {
    if (summary.isError)
      return <ErrorNotice error={summary.error} onRetry={() => void summary.refetch()} />;
    return (
      <div className="space-y-3">
        <Skeleton className="h-10" />
        <Skeleton className="h-[60dvh] rounded-xl" />
      </div>
    );
  }
  if (summary.data.concepts === 0) return <NoGraph projectId={projectId} />;
  return <GraphScreen projectId={projectId} summary={summary.data} />;
}
