import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { conceptsEvidence } from "@/api/generated";
import { conceptsEvidenceInfiniteQueryKey } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Count } from "@/components/numbers";
import { Button } from "@/components/ui/button";
import { Keys } from "@/components/ui/kbd";
import { SkeletonLines } from "@/components/ui/skeleton";
import { useShortcut } from "@/lib/shortcuts";

import type { Reading } from "../search";
import { EvidenceLine } from "./EvidenceLine";

/** Where a concept was read, word for word; `n` and `p` go through the places. */
export function ConceptEvidence({
  conceptId,
  total,
  reading,
  onRead,
}: {
  conceptId: string;
  total: number;
  reading: Reading | undefined;
  onRead: ((reading: Reading) => void) | undefined;
}) {
  const { t } = useTranslation("graph");
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState<number>();
  const path = { concept_id: conceptId };
  const evidence = useInfiniteQuery({
    queryKey: conceptsEvidenceInfiniteQueryKey({ path }),
    queryFn: async ({ pageParam: cursor, signal }) =>
      (await conceptsEvidence({ path, query: { cursor }, signal, throwOnError: true })).data,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const items = evidence.data?.pages.flatMap((page) => page.evidence) ?? [];
  const go = (step: 1 | -1) => {
    const next = at === undefined ? 0 : at + step;
    if (next >= items.length) void evidence.fetchNextPage();
    const item = items[next];
    if (item === undefined) return;
    setAt(next);
  };
  useEffect(() => {
    if (at !== undefined)
      list.current?.querySelectorAll<HTMLElement>("[data-evidence]")[at]?.focus();
  }, [at]);
  // what is read beside goes through them itself
  const isMine = items.length > 0 && reading === undefined;
  useShortcut("n", t("keys.next"), () => go(1), isMine);
  useShortcut("p", t("keys.previous"), () => go(-1), isMine);
  return (
    <section className="space-y-2">
      <h3 className="flex items-center gap-2 text-sm font-semibold">
        {t("panel.evidence")}
        <span className="font-normal text-soft">
          <Count value={total} />
        </span>
        {items.length > 1 && (
          <span aria-hidden className="ml-auto hidden items-center gap-1 lg:flex">
            <Keys keys="p" />
            <Keys keys="n" />
          </span>
        )}
      </h3>
      {evidence.isPending && <SkeletonLines lines={3} />}
      {evidence.isError && (
        <ErrorNotice error={evidence.error} onRetry={() => void evidence.refetch()} />
      )}
      <ul ref={list} className="space-y-2">
        {items.map((item, index) => (
          <EvidenceLine
            key={item.id}
            item={item}
            concept={conceptId}
            isOpen={reading?.file === item.file_id && reading.start === item.start}
            {...(onRead !== undefined && {
              onRead: (read: Reading) => {
                setAt(index);
                onRead(read);
              },
            })}
          />
        ))}
      </ul>
      {evidence.hasNextPage && (
        <Button
          variant="link"
          className="text-xs"
          aria-disabled={evidence.isFetching}
          onClick={() => void evidence.fetchNextPage()}
        >
          {t("panel.moreEvidence", { count: total - items.length })}
        </Button>
      )}
    </section>
  );
}
