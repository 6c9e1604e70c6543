import { SearchX } from "lucide-react";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { SkeletonLines } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";

import { ALL } from "../all";
import { useFacets } from "../filters/useFacetOptions";
import { NothingYet } from "../NothingYet";
import { isFiltered, type NewslettersSearch } from "../search";
import { useFilter } from "../useListState";
import { useRowShortcuts } from "../useRowShortcuts";
import { type RowsHandle, WindowRows } from "../WindowRows";
import { DayHeading } from "./DayHeading";
import { byDay } from "./days";
import { NewsletterRow } from "./NewsletterRow";
import { useNewsletters } from "./useNewsletters";

const ROW_PIXELS = 72;

/** The newsletters that fit, under their days; more are fetched as one scrolls. */
export function NewslettersList({
  projectId,
  search,
}: {
  projectId: string;
  search: NewslettersSearch;
}) {
  const { t } = useTranslation("articles");
  const filter = useFilter();
  const facets = useFacets(projectId);
  const { pages, newsletters, total, isAll, more } = useNewsletters(projectId, search);
  const entries = useMemo(() => byDay(newsletters, isAll), [newsletters, isAll]);
  const rows = useRef<RowsHandle>(null);
  useRowShortcuts(rows, entries.length);
  if (pages.isPending) return <SkeletonLines lines={8} />;
  if (pages.isError)
    return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  if (entries.length === 0 && isFiltered(search))
    return (
      <EmptyState
        icon={SearchX}
        title={t("newsletters.filtered")}
        actions={<Button onClick={() => filter(ALL)}>{t("filter.clear")}</Button>}
      >
        {t("none.filteredWhat")}
      </EmptyState>
    );
  if (entries.length === 0)
    return facets === undefined ? (
      <SkeletonLines />
    ) : (
      <NothingYet projectId={projectId} facets={facets} />
    );
  return (
    <div
      className={cn(
        "min-w-0 overflow-clip rounded-xl border border-line bg-surface transition-opacity",
        pages.isPlaceholderData && "opacity-60",
      )}
    >
      <WindowRows
        label={t("newsletters.title")}
        items={entries}
        keyOf={({ newsletter }) => newsletter.id}
        total={total}
        estimate={ROW_PIXELS}
        onEnd={more}
        handle={rows}
      >
        {({ newsletter, day }) => (
          <>
            {day !== null && <DayHeading projectId={projectId} counts={day} />}
            <NewsletterRow projectId={projectId} newsletter={newsletter} />
          </>
        )}
      </WindowRows>
    </div>
  );
}
