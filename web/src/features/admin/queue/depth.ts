import type { OrganizationDepth } from "@/api/generated";

import type { Group } from "../search";

export interface Depth {
  /** An organization's id, an extractor's name or a priority. */
  key: string;
  name: string;
  waiting: number;
  running: number;
  oldest: number | null;
}

const OF: Record<Group, (row: OrganizationDepth) => [string, string]> = {
  organization: (row) => [row.organization_id, row.organization],
  extractor: (row) => [row.extractor, row.extractor],
  priority: (row) => [row.priority, row.priority],
};

/** How much waits and runs of each kind, the fullest first. */
export function byGroup(rows: readonly OrganizationDepth[], group: Group): Depth[] {
  const found = new Map<string, Depth>();
  for (const row of rows) {
    const [key, name] = OF[group](row);
    const sum = found.get(key) ?? { key, name, waiting: 0, running: 0, oldest: null };
    found.set(key, {
      ...sum,
      waiting: sum.waiting + row.waiting,
      running: sum.running + row.running,
      oldest: later(sum.oldest, row.oldest_seconds),
    });
  }
  return [...found.values()].sort((a, b) => b.waiting - a.waiting || b.running - a.running);
}

function later(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}
