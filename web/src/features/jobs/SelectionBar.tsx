import { useQuery } from "@tanstack/react-query";
import { RotateCw, Square, Trash2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { extractionListsCountsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { useShortcut } from "@/lib/shortcuts";

import { BulkDialog } from "./BulkDialog";
import type { BulkAction } from "./bulk";
import type { Filter } from "./filter";
import { NOTHING, type Selection } from "./selection";

/** What can be done with the chosen jobs, and a way to choose all that match. */
export function SelectionBar({
  filter,
  selection,
  onSelect,
}: {
  filter: Filter;
  selection: Selection;
  onSelect: (selection: Selection) => void;
}) {
  const { t } = useTranslation(["jobs", "common"]);
  const [asked, setAsked] = useState<BulkAction | null>(null);
  const some = selection.all || selection.ids.size > 0;
  const total = useTotal(filter, some);
  const clear = () => onSelect(NOTHING);
  useShortcut("escape", t("clearSelection"), clear, some && asked === null);
  if (!some) return null;
  return (
    <div
      role="region"
      aria-label={t("selection")}
      className="sticky top-16 z-10 flex flex-wrap items-center gap-2 rounded-lg border border-accent bg-accent-soft px-3 py-2 text-sm"
    >
      <span role="status" className="font-medium">
        {selection.all ? t("selectedAll", { total }) : t("selected", { count: selection.ids.size })}
      </span>
      {!selection.all && (
        <Button variant="link" onClick={() => onSelect({ ...NOTHING, all: true })}>
          {t("selectAll", { total })}
        </Button>
      )}
      <span className="flex-1" />
      <Button size="small" onClick={() => setAsked("cancel")}>
        <Square /> {t("common:cancel")}
      </Button>
      <Button size="small" onClick={() => setAsked("retry")}>
        <RotateCw /> {t("retry")}
      </Button>
      <Button size="small" variant="danger" onClick={() => setAsked("delete")}>
        <Trash2 /> {t("common:delete")}
      </Button>
      <IconButton size="small" label={t("clearSelection")} onClick={clear}>
        <X />
      </IconButton>
      {asked !== null && (
        <BulkDialog
          action={asked}
          chosen={selection.all ? { filter } : { ids: [...selection.ids] }}
          onClose={() => setAsked(null)}
          onDone={clear}
        />
      )}
    </div>
  );
}

/** How many match, told as the tabs tell it: "1,000+". */
function useTotal(filter: Filter, enabled: boolean): string {
  const { i18n } = useTranslation();
  const counts = useQuery({ ...extractionListsCountsOptions({ query: filter }), enabled }).data;
  if (counts === undefined) return "";
  const parts = filter.status?.map((status) => counts.by_status[status]) ?? [counts.total];
  const jobs = parts.reduce((sum, part) => sum + (part?.jobs ?? 0), 0);
  return (
    new Intl.NumberFormat(i18n.language).format(jobs) +
    (parts.some((part) => part?.more) ? "+" : "")
  );
}
