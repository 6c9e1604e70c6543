import { useParams, useSearch } from "@tanstack/react-router";

import { Reasons } from "./Reasons";
import { RejectedFilters } from "./RejectedFilters";
import { RejectedList } from "./RejectedList";
import { useRejected } from "./useRejected";

const FROM = "/app/projects/$projectId/articles/rejected";

/** Every link that was left out, with the reason, and a way to disagree. */
export default function RejectedPage() {
  const { projectId } = useParams({ from: FROM });
  const search = useSearch({ from: FROM });
  const rejected = useRejected(projectId, search);
  const subject =
    search.newsletter === undefined
      ? undefined
      : rejected.links.find(({ newsletter_id }) => newsletter_id === search.newsletter)?.subject;
  return (
    <div className="space-y-4">
      <RejectedFilters projectId={projectId} search={search} subject={subject} />
      <div className="grid items-start gap-5 lg:grid-cols-[16rem_minmax(0,1fr)]">
        <Reasons projectId={projectId} search={search} />
        <RejectedList projectId={projectId} search={search} rejected={rejected} />
      </div>
    </div>
  );
}
