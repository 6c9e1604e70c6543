import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowLeft, ArrowRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type ConceptRelation, conceptsRelations, type RelationCount } from "@/api/generated";
import { conceptsRelationsInfiniteQueryKey } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Count } from "@/components/numbers";
import { Button } from "@/components/ui/button";

import { Dot } from "../Community";
import { relationWords } from "../words";

const SHOWN = 5;

/** Relations of one type in one direction; the first few, and all on demand. */
export function RelationGroup({
  conceptId,
  group,
  first,
  onGo,
}: {
  conceptId: string;
  group: RelationCount;
  first: readonly ConceptRelation[];
  onGo: (id: string) => void;
}) {
  const { t } = useTranslation("graph");
  const [wantsMore, setWantsMore] = useState(first.length === 0);
  const path = { concept_id: conceptId };
  const query = { type: [group.type], direction: group.direction };
  const more = useInfiniteQuery({
    queryKey: conceptsRelationsInfiniteQueryKey({ path, query }),
    queryFn: async ({ pageParam: cursor, signal }) =>
      (await conceptsRelations({ path, query: { ...query, cursor }, signal, throwOnError: true }))
        .data,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: wantsMore,
  });
  const relations = more.data?.pages.flatMap((page) => page.relations) ?? first.slice(0, SHOWN);
  const left = group.count - relations.length;
  const Arrow = group.direction === "out" ? ArrowRight : ArrowLeft;
  return (
    <div>
      <h4 className="flex items-center gap-1.5 pb-0.5 text-xs text-soft">
        <Arrow aria-hidden className="size-3.5 shrink-0" />
        <span className="truncate">
          {t(`panel.${group.direction}`, { type: relationWords(group.type) })}
        </span>
        <Count value={group.count} />
      </h4>
      <ul>
        {relations.map(({ id, other }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onGo(other.id)}
              title={other.name.slice(0, 300)}
              className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left text-sm hover:bg-sunken"
            >
              <Dot community={other.community} />
              <bdi className="truncate">{other.name}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {more.isError && <ErrorNotice error={more.error} onRetry={() => void more.refetch()} />}
      {left > 0 && !more.isError && (
        <Button
          variant="link"
          className="px-2 text-xs"
          aria-disabled={more.isFetching}
          onClick={() => (wantsMore ? void more.fetchNextPage() : setWantsMore(true))}
        >
          {t("panel.moreRelations", { count: left })}
        </Button>
      )}
    </div>
  );
}
