import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ListX, SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";

import { extractionsItemsInfiniteOptions } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { SkeletonLines } from "@/components/ui/skeleton";
import { usePolling } from "@/live/LiveProvider";

import type { Shown } from "../clock";
import { isActive } from "../useJob";
import { ItemFilters } from "./ItemFilters";
import { ItemRows } from "./ItemRows";

const PAGE = 100;

/** What the job consists of: the failed ones first. */
export function Items({ job }: Shown) {
  const { t } = useTranslation(["common", "progress"]);
  const { items: status, search } = useSearch({ from: "/app/jobs/$jobId" });
  const path = { job_id: job.id };
  const query = { status, search, failed_first: true, limit: PAGE };
  const pages = useInfiniteQuery({
    ...extractionsItemsInfiniteOptions({ path, query }),
    initialPageParam: { path },
    getNextPageParam: ({ next }) => next,
    refetchInterval: usePolling(isActive(job.status)),
    placeholderData: keepPreviousData,
  });
  const items = pages.data?.pages.flatMap((page) => page.items);
  return (
    <div className="space-y-4">
      <ItemFilters />
      {items === undefined ? (
        pages.error === null ? (
          <SkeletonLines lines={6} />
        ) : (
          <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />
        )
      ) : items.length === 0 ? (
        <Nothing job={job} isFiltered={status !== undefined || search !== undefined} />
      ) : (
        <ItemRows job={job} items={items} />
      )}
      {pages.hasNextPage && (
        <Button
          aria-disabled={pages.isFetchingNextPage}
          onClick={() => !pages.isFetchingNextPage && void pages.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </div>
  );
}

function Nothing({ job, isFiltered }: Pick<Shown, "job"> & { isFiltered: boolean }) {
  const { t } = useTranslation("progress");
  if (isFiltered) return <EmptyState icon={SearchX} title={t("items.noneFit")} />;
  return (
    <EmptyState icon={ListX} title={t("items.none")}>
      {t(isActive(job.status) ? "items.notPlanned" : "items.nothing")}
    </EmptyState>
  );
}
