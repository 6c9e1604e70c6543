import { useCallback, useMemo, useState } from "react";

import { filterOf } from "./filter";
import { JobFilters } from "./JobFilters";
import { JobsList } from "./JobsList";
import type { JobsSearch } from "./search";
import { SelectionBar } from "./SelectionBar";
import { NOTHING, type Selection } from "./selection";

/** A list of jobs with its filters, and what can be done with many at once. */
export function JobsView({ projectId, search }: { projectId?: string; search: JobsSearch }) {
  const filter = useMemo(() => filterOf(search, projectId), [search, projectId]);
  // another filter is another list: nothing of the one before stays chosen
  const [chosen, setChosen] = useState({ filter, selection: NOTHING });
  const selection = chosen.filter === filter ? chosen.selection : NOTHING;
  const choose = useCallback((next: Selection) => setChosen({ filter, selection: next }), [filter]);
  return (
    <div className="space-y-4">
      <JobFilters search={search} filter={filter} projectId={projectId} />
      <SelectionBar filter={filter} selection={selection} onSelect={choose} />
      <JobsList
        key={JSON.stringify(filter) + (search.sort ?? "")}
        filter={filter}
        sort={search.sort ?? "newest"}
        ofProject={projectId !== undefined}
        selection={selection}
        onSelect={choose}
      />
    </div>
  );
}
