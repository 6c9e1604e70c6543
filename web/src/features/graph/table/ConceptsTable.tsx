import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { SearchX } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { ConceptPage } from "@/api/generated";
import { EmptyState } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { useShortcut } from "@/lib/shortcuts";

import { ConceptRow } from "./ConceptRow";
import { TableHead } from "./TableHead";
import type { TableState } from "./useConcepts";
import { useRowKeys } from "./useRowKeys";

const ROW_PIXELS = 48;

/** All concepts that fit; only the rows in sight are there, and pages come as one scrolls. `j` and
 * `k` go through them. */
export function ConceptsTable({
  found,
  state,
}: {
  found: UseInfiniteQueryResult<InfiniteData<ConceptPage>, unknown>;
  state: TableState;
}) {
  const { t } = useTranslation("graph");
  const { search, set } = state;
  const box = useRef<HTMLDivElement>(null);
  const concepts = found.data?.pages.flatMap((page) => page.concepts) ?? [];
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler is at work here
  const rows = useVirtualizer({
    count: concepts.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 12,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetching, fetchNextPage } = found;
  useEffect(() => {
    if (last >= concepts.length - 30 && hasNextPage && !isFetching) void fetchNextPage();
  }, [last, concepts.length, hasNextPage, isFetching, fetchNextPage]);
  const go = useRowKeys(box, concepts.length, (index) => rows.scrollToIndex(index));
  useShortcut("j", t("keys.down"), () => go(1));
  useShortcut("k", t("keys.up"), () => go(-1));

  if (concepts.length === 0) {
    return (
      <div className="flex-1 p-4">
        <EmptyState
          icon={SearchX}
          title={t("table.nothing")}
          actions={
            <Button
              onClick={() => set({ search: undefined, types: undefined, community: undefined })}
            >
              {t("legend.clear")}
            </Button>
          }
        >
          {t("table.nothingHelp")}
        </EmptyState>
      </div>
    );
  }
  return (
    <div
      ref={box}
      className={cn(
        "@container min-w-0 flex-1 overflow-auto",
        found.isPlaceholderData && "opacity-60",
      )}
    >
      <table
        aria-rowcount={(found.data?.pages[0]?.total ?? 0) + 1}
        className="w-full table-fixed border-separate border-spacing-0 text-sm"
      >
        <caption className="sr-only">{t("table.caption")}</caption>
        <TableHead state={state} />
        <tbody>
          <Gap pixels={shown[0]?.start ?? 0} />
          {shown.map(({ index }) => {
            const concept = concepts[index];
            if (concept === undefined) return null;
            return (
              <ConceptRow
                key={concept.id}
                concept={concept}
                index={index}
                isOpen={search.focus === concept.id}
                onOpen={() => set({ focus: concept.id })}
              />
            );
          })}
          <Gap pixels={rows.getTotalSize() - (shown.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </div>
  );
}

/** The place of the rows that are out of sight. */
function Gap({ pixels }: { pixels: number }) {
  if (pixels <= 0) return null;
  return (
    <tr aria-hidden>
      <td className="p-0" style={{ height: pixels }} />
    </tr>
  );
}
