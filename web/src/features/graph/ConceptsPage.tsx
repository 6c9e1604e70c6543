import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { graphSummaryOptions } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { SkeletonLines } from "@/components/ui/skeleton";

import { NoGraph } from "./NoGraph";
import { ConceptsScreen } from "./table/ConceptsScreen";

/** A project's concepts as a table: what the graph draws, in words. */
export default function ConceptsPage() {
  const { projectId } = useParams({ from: "/app/projects/$projectId" });
  const summary = useQuery(graphSummaryOptions({ path: { project_id: projectId } }));
  if (summary.data === undefined) {
    if (summary.isError)
      return <ErrorNotice error={summary.error} onRetry={() => void summary.refetch()} />;
    return <SkeletonLines lines={8} />;
  }
  if (summary.data.concepts === 0) return <NoGraph projectId={projectId} />;
  return <ConceptsScreen projectId={projectId} summary={summary.data} />;
}
