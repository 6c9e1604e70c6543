import { Link } from "@tanstack/react-router";
import { BookOpenText, FileText } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { EvidenceItem } from "@/api/generated";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";

import type { Reading } from "../search";
import { Quote } from "./Quote";

/** One place: its words, which open the source there, and how surely they are the source's. */
export function EvidenceLine({
  item,
  concept,
  relationship,
  isOpen = false,
  onRead,
}: {
  item: EvidenceItem;
  /** Whose evidence the reader goes through. */
  concept?: string;
  relationship?: string;
  isOpen?: boolean;
  /** Opens it beside; without, it opens in the reader only. */
  onRead?: (reading: Reading) => void;
}) {
  const { t } = useTranslation("graph");
  return (
    <li
      className={cn(
        "group relative flex rounded-lg border border-line bg-surface hover:border-line-strong",
        isOpen && "border-accent",
      )}
    >
      <Link
        to="/files/$fileId"
        params={{ fileId: item.file_id }}
        search={{ start: item.start, end: item.end, concept, relationship }}
        data-evidence
        className="min-w-0 flex-1 space-y-1.5 rounded-lg p-3 text-sm"
      >
        <Quote item={item} />
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-soft">
          <FileText aria-hidden className="size-3.5 shrink-0" />
          <span className="max-w-44 truncate" title={item.file_name}>
            <bdi>{item.file_name}</bdi>
          </span>
          {item.page !== null && <span>{t("evidence.page", { page: item.page })}</span>}
          {item.is_definition && <Badge tone="info">{t("evidence.definition")}</Badge>}
          <span>{t(`evidence.${item.match}`)}</span>
        </span>
      </Link>
      {onRead !== undefined && (
        <span className="hidden self-start p-1.5 xl:block">
          <IconButton
            label={t("evidence.beside")}
            size="small"
            aria-pressed={isOpen}
            onClick={() => onRead({ file: item.file_id, start: item.start, end: item.end })}
          >
            <BookOpenText />
          </IconButton>
        </span>
      )}
    </li>
  );
}
