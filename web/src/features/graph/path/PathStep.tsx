import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, ChevronDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { GraphEdge } from "@/api/generated";
import { evidenceOfRelationshipOptions } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { SkeletonLines } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";

import { EvidenceLine } from "../panel/EvidenceLine";
import { relationWords } from "../words";

const SHOWN = 3;

/** One step of a path: the relation's type, which way it points, and where it was read. */
export function PathStep({ edge, isForwards }: { edge: GraphEdge; isForwards: boolean }) {
  const { t } = useTranslation("graph");
  const [isOpen, setIsOpen] = useState(false);
  const evidence = useQuery({
    ...evidenceOfRelationshipOptions({
      path: { relationship_id: edge.id },
      query: { limit: SHOWN },
    }),
    enabled: isOpen,
  });
  const Arrow = isForwards ? ArrowDown : ArrowUp;
  return (
    <div className="ml-[0.8rem] border-l-2 border-line py-0.5 pl-3">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="flex max-w-full items-center gap-1.5 rounded-md px-1.5 py-1 text-xs text-soft hover:bg-sunken"
      >
        <Arrow aria-hidden className="size-3.5 shrink-0" />
        <span className="sr-only">{t(isForwards ? "path.forwards" : "path.backwards")}</span>
        <span className="truncate">{relationWords(edge.type)}</span>
        <span className="shrink-0">{t("path.evidence")}</span>
        <ChevronDown aria-hidden className={cn("size-3.5 shrink-0", isOpen && "rotate-180")} />
      </button>
      {isOpen && (
        <div className="py-1.5">
          {evidence.isPending && <SkeletonLines lines={2} />}
          {evidence.error !== null && (
            <ErrorNotice error={evidence.error} onRetry={() => void evidence.refetch()} />
          )}
          <ul className="space-y-2">
            {evidence.data?.evidence.map((item) => (
              <EvidenceLine key={item.id} item={item} relationship={edge.id} />
            ))}
          </ul>
          {evidence.data?.total === 0 && <p className="text-xs text-soft">{t("evidence.none")}</p>}
        </div>
      )}
    </div>
  );
}
