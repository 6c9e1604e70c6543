import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { ConceptDetail } from "@/api/generated";
import { conceptsGetOptions } from "@/api/generated/@tanstack/react-query.gen";
import { isApiError } from "@/api/problem";
import { ErrorNotice } from "@/components/notices";
import { Count } from "@/components/numbers";
import { Badge } from "@/components/ui/badge";
import { SkeletonLines } from "@/components/ui/skeleton";

import { Community } from "../Community";
import type { Reading } from "../search";
import { relationWords } from "../words";
import { Aliases } from "./Aliases";
import { ConceptEvidence } from "./ConceptEvidence";
import { PanelFrame } from "./PanelFrame";
import { Relations } from "./Relations";

/** All that is known of a concept, and where it was read. */
export function ConceptPanel({
  conceptId,
  reading,
  actions,
  notice,
  onGo,
  onRead,
  onClose,
}: {
  conceptId: string;
  /** What is read beside the panel now. */
  reading: Reading | undefined;
  actions?: ReactNode;
  notice?: ReactNode;
  onGo: (id: string) => void;
  /** Opens a place beside; without it, places open in the reader only. */
  onRead?: ((reading: Reading) => void) | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation("graph");
  const concept = useQuery(conceptsGetOptions({ path: { concept_id: conceptId } }));
  const isGone = isApiError(concept.error) && concept.error.status === 404;
  return (
    <PanelFrame
      label={t("panel.label")}
      onClose={onClose}
      title={
        <h2
          className="line-clamp-3 text-lg leading-snug font-semibold"
          title={concept.data?.name.slice(0, 1000)}
        >
          <bdi>{concept.data?.name ?? (isGone ? t("panel.gone") : " ")}</bdi>
        </h2>
      }
    >
      {concept.error !== null && (
        <ErrorNotice
          error={concept.error}
          {...(!isGone && { onRetry: () => void concept.refetch() })}
        />
      )}
      {concept.isPending && <SkeletonLines lines={6} />}
      {concept.data !== undefined && (
        <div className="space-y-5">
          <About concept={concept.data} />
          {actions != null && <div className="flex flex-wrap gap-2">{actions}</div>}
          {notice}
          {concept.data.definition !== null && (
            <p className="line-clamp-[12] text-sm leading-relaxed whitespace-pre-line">
              <bdi>{concept.data.definition}</bdi>
            </p>
          )}
          <Aliases names={concept.data.aliases} />
          <Relations concept={concept.data} onGo={onGo} />
          <ConceptEvidence
            conceptId={conceptId}
            total={concept.data.evidence_count}
            reading={reading}
            onRead={onRead}
          />
        </div>
      )}
    </PanelFrame>
  );
}

/** Its type, its community, and how much there is of it. */
function About({ concept }: { concept: ConceptDetail }) {
  const { t } = useTranslation("graph");
  const counts = [
    [t("counts.relations"), concept.degree],
    [t("counts.mentions"), concept.mention_count],
    [t("counts.files"), concept.file_count],
  ] as const;
  return (
    <div className="space-y-3 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <Badge className="max-w-48">
          <span className="truncate">{relationWords(concept.type)}</span>
        </Badge>
        <Community community={concept.community} />
      </div>
      <dl className="grid grid-cols-3 gap-2">
        {counts.map(([name, value]) => (
          <div key={name} className="rounded-lg bg-sunken px-3 py-2">
            <dt className="text-xs text-soft">{name}</dt>
            <dd className="font-semibold">
              <Count value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
