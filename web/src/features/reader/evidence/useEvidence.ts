import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import {
  conceptsEvidence,
  evidenceOfRelationship,
  type EvidenceItem,
  type EvidencePage,
} from "@/api/generated";
import {
  conceptsEvidenceQueryKey,
  evidenceOfRelationshipQueryKey,
} from "@/api/generated/@tanstack/react-query.gen";

import type { Place } from "../place";
import { indexOf, inReadingOrder, neighbour } from "./order";

const PAGE = 200;
const MOST_PAGES = 5;
const NONE: readonly EvidenceItem[] = [];

export interface Evidence {
  /** In reading order; at most 1,000 of them. */
  items: readonly EvidenceItem[];
  /** How many there are. */
  total: number;
  /** Which one is read now. */
  at: number | undefined;
  next: EvidenceItem | undefined;
  previous: EvidenceItem | undefined;
  /** What they are the evidence of. */
  name: string | undefined;
  isPending: boolean;
  error: unknown;
  retry: () => void;
}

/** All evidence of the concept or relationship whose evidence is read; none without one. */
export function useEvidence(fileId: string, place: Place): Evidence | undefined {
  const { concept, relationship, start, end } = place;
  const found = useQuery({
    queryKey: keyOf({ concept, relationship }),
    queryFn: ({ signal }) => allOf({ concept, relationship }, signal),
    enabled: concept !== undefined || relationship !== undefined,
  });
  const items = found.data?.items ?? NONE;
  const total = found.data?.total ?? 0;
  return useMemo(() => {
    if (concept === undefined && relationship === undefined) return undefined;
    const here = { file: fileId, start, end };
    return {
      items,
      total,
      at: indexOf(items, here),
      next: neighbour(items, here, 1),
      previous: neighbour(items, here, -1),
      name: items[0]?.name,
      isPending: found.isPending,
      error: found.error,
      retry: () => void found.refetch(),
    };
  }, [items, total, fileId, start, end, concept, relationship, found]);
}

/** As the key of one page, so that it is fetched anew when that would be. */
function keyOf({ concept, relationship = "" }: Pick<Place, "concept" | "relationship">) {
  const [key] =
    concept === undefined
      ? evidenceOfRelationshipQueryKey({ path: { relationship_id: relationship } })
      : conceptsEvidenceQueryKey({ path: { concept_id: concept } });
  return [{ ...key, all: true }];
}

async function allOf(of: Pick<Place, "concept" | "relationship">, signal: AbortSignal) {
  const items: EvidenceItem[] = [];
  let cursor: string | null = null;
  let total = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query: { limit: number; cursor: string | null } = { limit: PAGE, cursor };
    const { data }: { data: EvidencePage } = await (of.concept === undefined
      ? evidenceOfRelationship({ path: { relationship_id: of.relationship ?? "" }, query, signal })
      : conceptsEvidence({ path: { concept_id: of.concept }, query, signal }));
    items.push(...data.evidence);
    total = data.total;
    cursor = data.next;
    if (cursor === null) break;
  }
  return { items: inReadingOrder(items), total };
}
