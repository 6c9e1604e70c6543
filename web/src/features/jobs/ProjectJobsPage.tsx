import { useParams, useSearch } from "@tanstack/react-router";

import { JobsView } from "./JobsView";

const FROM = "/app/projects/$projectId/jobs";

/** One project's jobs. */
export default function ProjectJobsPage() {
  const { projectId } = useParams({ from: FROM });
  return <JobsView projectId={projectId} search={useSearch({ from: FROM })} />;
}
