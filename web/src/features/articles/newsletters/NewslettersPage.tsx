import { useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { ALL } from "../all";
import { Chips } from "../filters/Chips";
import { Choice } from "../filters/Choice";
import { FilterBar } from "../filters/FilterBar";
import { ReceivedFilter } from "../filters/ReceivedFilter";
import { SearchField } from "../filters/SearchField";
import { useFacetOptions, useFacets } from "../filters/useFacetOptions";
import { isFiltered } from "../search";
import { useFilter } from "../useListState";
import { NewslettersList } from "./NewslettersList";

const FROM = "/app/projects/$projectId/articles/newsletters";

/** The newsletters that were read, by day, each with its way to what it brought. */
export default function NewslettersPage() {
  const { t } = useTranslation("articles");
  const { projectId } = useParams({ from: FROM });
  const search = useSearch({ from: FROM });
  const filter = useFilter();
  const facets = useFacets(projectId);
  const { senders } = useFacetOptions(projectId);
  const find = useCallback(
    (words: string | undefined) => filter({ search: words }, { quietly: true }),
    [filter],
  );
  const active = [search.sender, search.when].filter((each) => each !== undefined);
  return (
    <div className="space-y-4">
      {facets?.newsletters !== 0 && (
        <FilterBar
          search={
            <SearchField label={t("newsletters.search")} words={search.search} onSearch={find} />
          }
          active={active.length}
          onClear={isFiltered(search) ? () => filter(ALL) : undefined}
        >
          <Choice
            label={t("filter.sender")}
            any={t("filter.anySender")}
            value={search.sender}
            options={senders}
            onChoose={(sender) => filter({ sender })}
          />
          <ReceivedFilter search={search} onChange={filter} />
        </FilterBar>
      )}
      <Chips search={search} subject={undefined} />
      <NewslettersList projectId={projectId} search={search} />
    </div>
  );
}
