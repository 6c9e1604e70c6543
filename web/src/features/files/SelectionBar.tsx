import { useQueryClient } from "@tanstack/react-query";
import { Trash2, Waypoints, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { useOpenExtract } from "@/features/extract/open";
import { useShortcut } from "@/lib/shortcuts";

import { useDeleteFiles } from "./deleting";

/** What can be done with the files that are chosen. */
export function SelectionBar({
  projectId,
  selected,
  onClear,
}: {
  projectId: string;
  selected: ReadonlySet<string>;
  onClear: () => void;
}) {
  const { t } = useTranslation(["files", "common"]);
  const client = useQueryClient();
  const openExtract = useOpenExtract();
  const remove = useDeleteFiles(client);
  const some = selected.size > 0;
  useShortcut("escape", t("clearSelection"), onClear, some);
  if (!some) return null;
  const ids = [...selected];
  return (
    <div
      role="status"
      className="sticky top-16 z-10 flex flex-wrap items-center gap-2 rounded-lg border border-accent bg-accent-soft px-3 py-2 text-sm"
    >
      <span className="font-medium">{t("selected", { count: selected.size })}</span>
      <span className="flex-1" />
      <Button size="small" variant="primary" onClick={() => openExtract(projectId, { files: ids })}>
        <Waypoints /> {t("extractThese")}
      </Button>
      <Button
        size="small"
        variant="danger"
        onClick={() => {
          remove(ids.map((id) => ({ id, name: "" })));
          onClear();
        }}
      >
        <Trash2 /> {t("common:delete")}
      </Button>
      <IconButton size="small" label={t("clearSelection")} onClick={onClear}>
        <X />
      </IconButton>
    </div>
  );
}
