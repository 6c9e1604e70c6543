import { useQuery } from "@tanstack/react-query";
import { RotateCw, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { extractionListsCountsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { BulkDialog } from "@/features/jobs/BulkDialog";
import type { Filter } from "@/features/jobs/filter";
import { NOTHING, type Selection } from "@/features/jobs/selection";
import { formatCount } from "@/lib/format";
import { useLanguage } from "@/lib/language";
import { useShortcut } from "@/lib/shortcuts";

/** How many are chosen of how many, and trying them again. */
export function Chosen({
  filter,
  selection,
  onSelect,
  onDone,
}: {
  filter: Filter;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  onDone: () => void;
}) {
  const { t } = useTranslation("jobs");
  const [asked, setAsked] = useState(false);
  const total = useTotal(filter);
  const some = selection.all || selection.ids.size > 0;
  const clear = () => onSelect(NOTHING);
  useShortcut("escape", t("clearSelection"), clear, some && !asked);
  if (total === undefined || total === "0" || (total === "1" && !some)) return null;
  return (
    <div
      role="region"
      aria-label={t("selection")}
      className="sticky top-16 z-10 flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-line bg-surface px-3 py-1.5 text-sm"
    >
      <span role="status" className="font-medium empty:hidden">
        {selection.all
          ? t("selectedAll", { total })
          : some && t("selected", { count: selection.ids.size })}
      </span>
      {!selection.all && total !== "1" && (
        <Button variant="link" onClick={() => onSelect({ ...NOTHING, all: true })}>
          {t("selectAll", { total })}
        </Button>
      )}
      <span className="flex-1" />
      {some && (
        <>
          <Button size="small" variant="primary" onClick={() => setAsked(true)}>
            <RotateCw /> {t("retry")}
          </Button>
          <IconButton size="small" label={t("clearSelection")} onClick={clear}>
            <X />
          </IconButton>
        </>
      )}
      {asked && (
        <BulkDialog
          action="retry"
          chosen={selection.all ? { filter } : { ids: [...selection.ids] }}
          onClose={() => setAsked(false)}
          onDone={() => {
            clear();
            onDone();
          }}
        />
      )}
    </div>
  );
}

/** How many match: "1,000+" where counting stopped. */
function useTotal(filter: Filter): string | undefined {
  const language = useLanguage();
  const counts = useQuery(extractionListsCountsOptions({ query: filter }));
  const failed = counts.data?.by_status.failed;
  return failed && `${formatCount(failed.jobs, language)}${failed.more ? "+" : ""}`;
}
