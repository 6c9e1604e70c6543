import type { EvidenceItem } from "@/api/generated";

import { quoteParts } from "./quoteParts";

/** A quote as it stands in the source, the name marked. */
export function Quote({ item }: { item: EvidenceItem }) {
  const { before, name, after } = quoteParts(item);
  return (
    <q className="line-clamp-5 leading-relaxed whitespace-pre-line">
      <bdi>
        {before}
        {name !== "" && <mark className="rounded-sm bg-mark px-0.5 text-text">{name}</mark>}
        {after}
      </bdi>
    </q>
  );
}
