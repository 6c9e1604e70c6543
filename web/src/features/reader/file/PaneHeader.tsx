import { Link } from "@tanstack/react-router";
import { Maximize2, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { FileView } from "@/api/generated";
import { IconButton } from "@/components/ui/icon-button";
import { Skeleton } from "@/components/ui/skeleton";

import type { Place } from "../place";

/** The head of a reader that stands beside something else. */
export function PaneHeader({
  file,
  place,
  onClose,
}: {
  file: FileView | undefined;
  place: Place;
  onClose: () => void;
}) {
  const { t } = useTranslation(["reader", "common"]);
  return (
    <header className="flex items-center gap-1 border-b border-line bg-surface py-1.5 pr-2 pl-4">
      <h2 className="min-w-0 flex-1 truncate text-sm font-semibold" title={file?.name}>
        {file === undefined ? <Skeleton className="w-40" /> : <bdi>{file.name}</bdi>}
      </h2>
      {file !== undefined && (
        <IconButton label={t("openWhole")} size="small" asChild>
          <Link to="/files/$fileId" params={{ fileId: file.id }} search={place}>
            <Maximize2 />
          </Link>
        </IconButton>
      )}
      <IconButton label={t("common:close")} size="small" onClick={onClose}>
        <X />
      </IconButton>
    </header>
  );
}
