import { useQuery } from "@tanstack/react-query";
import { SearchX, ThumbsUp } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

import { articlesFacetsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { SkeletonLines } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import { formatCount } from "@/lib/format";
import { useLanguage } from "@/lib/language";

import { ALL } from "../all";
import { NothingYet } from "../NothingYet";
import { isFiltered, type RejectedSearch } from "../search";
import { useFilter } from "../useListState";
import { useRowShortcuts } from "../useRowShortcuts";
import { type RowsHandle, WindowRows } from "../WindowRows";
import { RejectedRow } from "./RejectedRow";
import type { useRejected } from "./useRejected";

const ROW_PIXELS = 92;

/** The rejected links that fit; more are fetched as one scrolls. */
export function RejectedList({
  projectId,
  search,
  rejected: { pages, links, total, more },
}: {
  projectId: string;
  search: RejectedSearch;
  rejected: ReturnType<typeof useRejected>;
}) {
  const { t } = useTranslation("articles");
  const language = useLanguage();
  const rows = useRef<RowsHandle>(null);
  useRowShortcuts(rows, links.length);
  if (pages.isPending) return <SkeletonLines lines={8} />;
  if (pages.isError)
    return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  if (links.length === 0) return <NoneRejected projectId={projectId} search={search} />;
  return (
    <div
      className={cn(
        "min-w-0 overflow-clip rounded-xl border border-line bg-surface transition-opacity",
        pages.isPlaceholderData && "opacity-60",
      )}
    >
      <p role="status" className="border-b border-line px-4 py-2.5 text-xs text-soft">
        {t("rejected.total", { count: total, shown: formatCount(total, language) })}
      </p>
      <WindowRows
        label={t("rejected.title")}
        items={links}
        keyOf={({ id }) => id}
        total={total}
        estimate={ROW_PIXELS}
        onEnd={more}
        handle={rows}
      >
        {(link) => <RejectedRow link={link} isOpen={link.id === search.link} />}
      </WindowRows>
    </div>
  );
}

function NoneRejected({ projectId, search }: { projectId: string; search: RejectedSearch }) {
  const { t } = useTranslation("articles");
  const filter = useFilter();
  const facets = useQuery(articlesFacetsOptions({ path: { project_id: projectId } }));
  if (facets.isPending) return <SkeletonLines />;
  if (facets.data?.newsletters === 0)
    return (
      <div className="lg:col-span-2">
        <NothingYet projectId={projectId} facets={facets.data} />
      </div>
    );
  if (!isFiltered(search))
    return (
      <EmptyState icon={ThumbsUp} title={t("rejected.none")}>
        {t("rejected.noneWhat")}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={SearchX}
      title={t("rejected.filtered")}
      actions={<Button onClick={() => filter(ALL)}>{t("filter.clear")}</Button>}
    >
      {t("none.filteredWhat")}
    </EmptyState>
  );
}
