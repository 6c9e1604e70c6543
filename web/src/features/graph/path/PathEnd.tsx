import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { conceptsGetOptions } from "@/api/generated/@tanstack/react-query.gen";
import { IconButton } from "@/components/ui/icon-button";

import { ConceptSearch } from "../ConceptSearch";

/** Where a path begins or ends: the concept, or a field to find one. */
export function PathEnd({
  projectId,
  label,
  id,
  onChoose,
}: {
  projectId: string;
  label: string;
  id: string | undefined;
  onChoose: (id: string | undefined) => void;
}) {
  const { t } = useTranslation("graph");
  const concept = useQuery({
    ...conceptsGetOptions({ path: { concept_id: id ?? "" } }),
    enabled: id !== undefined,
  });
  if (id === undefined)
    return <ConceptSearch projectId={projectId} label={label} onChoose={onChoose} />;
  return (
    <div className="flex h-10 items-center gap-2 rounded-md border border-line bg-sunken pr-1 pl-3 text-sm">
      <span className="shrink-0 text-soft">{label}</span>
      <span
        className="min-w-0 flex-1 truncate font-medium"
        title={concept.data?.name.slice(0, 300)}
      >
        <bdi>{concept.data?.name ?? (concept.isError ? t("panel.gone") : "")}</bdi>
      </span>
      <IconButton
        label={t("path.change", { end: label })}
        size="small"
        onClick={() => onChoose(undefined)}
      >
        <X />
      </IconButton>
    </div>
  );
}
