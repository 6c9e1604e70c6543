import { Link } from "@tanstack/react-router";
import { Search, Waypoints } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { GraphSummary } from "@/api/generated";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";

import { ExportMenu } from "../ExportMenu";
import { useLater } from "../useLater";
import { relationWords } from "../words";
import { Choice } from "./Choice";
import type { TableState } from "./useConcepts";

/** What the table is narrowed to. */
export function Filters({
  projectId,
  summary,
  state,
  total,
}: {
  projectId: string;
  summary: GraphSummary;
  state: TableState;
  total: number | undefined;
}) {
  const { t } = useTranslation("graph");
  const { search, set } = state;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField
        words={search.search}
        onSearch={(words) => set({ search: words, sort: undefined, descending: undefined })}
      />
      <Choice
        label={t("columns.type")}
        all={t("table.allTypes")}
        chosen={search.types?.[0]}
        choices={summary.concept_types.map(({ type, count }) => ({
          value: type,
          label: relationWords(type),
          count,
        }))}
        onChoose={(type) => set({ types: type === undefined ? undefined : [type] })}
      />
      <Choice
        label={t("columns.community")}
        all={t("table.allCommunities")}
        chosen={search.community?.[0]}
        choices={summary.communities.map(({ number, label, size }) => ({
          value: number,
          label,
          count: size,
        }))}
        onChoose={(number) => set({ community: number === undefined ? undefined : [number] })}
      />
      <p role="status" className="text-sm text-soft">
        {total !== undefined && t("table.total", { count: total })}
      </p>
      <span className="flex-1" />
      <Button asChild>
        <Link to="/projects/$projectId/graph" params={{ projectId }}>
          <Waypoints /> {t("asGraph")}
        </Link>
      </Button>
      <ExportMenu projectId={projectId} />
    </div>
  );
}

const WAIT_MILLISECONDS = 200;

function SearchField({
  words,
  onSearch,
}: {
  words: string | undefined;
  onSearch: (words: string | undefined) => void;
}) {
  const { t } = useTranslation("graph");
  const [typed, setTyped] = useState(words ?? "");
  const later = useLater(typed.trim(), WAIT_MILLISECONDS);
  useEffect(() => {
    if (later !== (words ?? "")) onSearch(later === "" ? undefined : later);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only what was typed asks anew
  }, [later]);
  return (
    <div className="relative min-w-0 basis-full sm:basis-72">
      <Search aria-hidden className="pointer-events-none absolute top-3 left-3 size-4 text-soft" />
      <Input
        data-search
        type="search"
        aria-label={t("search.label")}
        placeholder={t("search.label")}
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="pl-9"
      />
    </div>
  );
}
