import type { Priority, Status } from "@/api/generated";

import type { JobsSearch } from "./search";

/** Which jobs are meant: what lists, counts and bulk actions have in common. */
export interface Filter {
  project_id?: string;
  status?: Status[];
  extractor?: string;
  priority?: Priority;
  failed_items?: boolean;
  search?: string;
}

export function filterOf(search: JobsSearch, projectId?: string): Filter {
  const filter: Filter = {
    project_id: projectId,
    status: search.status && [search.status],
    extractor: search.extractor,
    priority: search.priority,
    failed_items: search.partial,
    search: search.search,
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
