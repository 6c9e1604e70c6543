import { bulkActOnMany, type BulkView } from "@/api/generated";

import type { Filter } from "./filter";

export type BulkAction = "cancel" | "retry" | "delete";
export type Chosen = { filter: Filter } | { ids: string[] };

const AT_ONCE = 1000;

/** What a bulk action came to, over all its parts. */
export interface Came {
  matched: number;
  atLeast: boolean;
  done: number;
  refused: { id: string; reason: string }[];
  refusedCount: number;
}

const NOTHING: Came = { matched: 0, atLeast: false, done: 0, refused: [], refusedCount: 0 };
const REASONS_KEPT = 100;

function joined(came: Came, part: BulkView): Came {
  return {
    matched: came.matched + part.matched,
    atLeast: came.atLeast || part.matched_is_lower_bound,
    done: came.done + part.done,
    refused: [...came.refused, ...part.refused].slice(0, REASONS_KEPT),
    refusedCount: came.refusedCount + part.refused_count,
  };
}

/** How many it would be; changes nothing. */
export async function tryBulk(action: BulkAction, chosen: Chosen): Promise<Came> {
  if ("ids" in chosen) return { ...NOTHING, matched: chosen.ids.length };
  const { data } = await bulkActOnMany({ body: { action, filter: chosen.filter, dry_run: true } });
  return joined(NOTHING, data);
}

/** Does it, part by part; `tell` is called after each part. */
export async function doBulk(
  action: BulkAction,
  chosen: Chosen,
  tell: (came: Came) => void,
): Promise<Came> {
  let came = NOTHING;
  const add = (part: BulkView) => {
    came = joined(came, part);
    tell(came);
  };
  if ("ids" in chosen) {
    for (let from = 0; from < chosen.ids.length; from += AT_ONCE) {
      const ids = chosen.ids.slice(from, from + AT_ONCE);
      add((await bulkActOnMany({ body: { action, ids } })).data);
    }
    return came;
  }
  let cursor: string | null = null;
  do {
    const { data }: { data: BulkView } = await bulkActOnMany({
      body: { action, filter: chosen.filter, cursor },
    });
    add(data);
    cursor = data.next;
  } while (cursor !== null);
  return came;
}
