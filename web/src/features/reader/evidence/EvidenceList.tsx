import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { EvidenceItem } from "@/api/generated";
import { Badge } from "@/components/ui/badge";
import { SkeletonLines } from "@/components/ui/skeleton";
import { Quote } from "@/features/graph/panel/Quote";
import { cn } from "@/lib/cn";

import type { Evidence } from "./useEvidence";

/** All places of the evidence, file by file. */
export function EvidenceList({
  evidence,
  onOpen,
}: {
  evidence: Evidence;
  onOpen: (item: EvidenceItem) => void;
}) {
  const { t } = useTranslation("reader");
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [evidence.at]);
  if (evidence.isPending) return <SkeletonLines lines={5} />;
  const files = byFile(evidence.items);
  return (
    <div ref={list} className="space-y-4">
      {[...files.entries()].map(([id, places]) => (
        <section key={id} className="space-y-2">
          <h3 className="truncate text-xs font-medium text-soft" title={places[0]?.item.file_name}>
            <bdi>{places[0]?.item.file_name}</bdi>
          </h3>
          <ol className="space-y-2">
            {places.map(({ item, at }) => (
              <li key={item.id}>
                <EvidenceButton
                  item={item}
                  number={at + 1}
                  isCurrent={at === evidence.at}
                  onOpen={() => onOpen(item)}
                />
              </li>
            ))}
          </ol>
        </section>
      ))}
      {evidence.total > evidence.items.length && (
        <p className="text-xs text-soft">
          {t("evidence.more", { count: evidence.total - evidence.items.length })}
        </p>
      )}
    </div>
  );
}

interface Place {
  item: EvidenceItem;
  at: number;
}

function byFile(items: readonly EvidenceItem[]): Map<string, Place[]> {
  const files = new Map<string, Place[]>();
  for (const [at, item] of items.entries()) {
    const places = files.get(item.file_id) ?? [];
    files.set(item.file_id, places);
    places.push({ item, at });
  }
  return files;
}

function EvidenceButton({
  item,
  number,
  isCurrent,
  onOpen,
}: {
  item: EvidenceItem;
  number: number;
  isCurrent: boolean;
  onOpen: () => void;
}) {
  const { t } = useTranslation("reader");
  return (
    <button
      type="button"
      aria-current={isCurrent ? "location" : undefined}
      onClick={onOpen}
      className={cn(
        "w-full space-y-1.5 rounded-lg border border-line bg-surface px-3 py-2.5 text-left text-sm hover:border-line-strong",
        isCurrent && "border-accent ring-1 ring-accent",
      )}
    >
      <Quote item={item} />
      <span className="flex flex-wrap items-center gap-2 text-xs text-soft">
        <span className="tabular-nums">{number}</span>
        {item.page !== null && <span>{t("page", { page: item.page })}</span>}
        {item.is_definition && <Badge tone="info">{t("evidence.definition")}</Badge>}
        {item.match !== "verbatim" && <span>{t(`evidence.${item.match}`)}</span>}
      </span>
    </button>
  );
}
