import { useTranslation } from "react-i18next";

import type { ConceptDetail } from "@/api/generated";

import { RelationGroup } from "./RelationGroup";

/** How a concept relates to others: by type and direction, the commonest first. */
export function Relations({
  concept,
  onGo,
}: {
  concept: ConceptDetail;
  onGo: (id: string) => void;
}) {
  const { t } = useTranslation("graph");
  return (
    <section className="space-y-2">
      <h3 className="text-sm font-semibold">{t("panel.relations")}</h3>
      {concept.relation_counts.length === 0 ? (
        <p className="text-sm text-soft">{t("panel.noRelations")}</p>
      ) : (
        <div className="space-y-3">
          {concept.relation_counts.map((group) => (
            <RelationGroup
              key={group.type + group.direction}
              conceptId={concept.id}
              group={group}
              first={concept.relations.filter(
                ({ type, direction }) => type === group.type && direction === group.direction,
              )}
              onGo={onGo}
            />
          ))}
        </div>
      )}
    </section>
  );
}
