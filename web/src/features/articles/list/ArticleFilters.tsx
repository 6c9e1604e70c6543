import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { ALL } from "../all";
import { Choice } from "../filters/Choice";
import { Chips } from "../filters/Chips";
import { FilterBar } from "../filters/FilterBar";
import { ReceivedFilter } from "../filters/ReceivedFilter";
import { SearchField } from "../filters/SearchField";
import { useFacetOptions, useFacets } from "../filters/useFacetOptions";
import { type ArticlesSearch, isFiltered } from "../search";
import { useFilter } from "../useListState";
import { MarkTabs } from "./MarkTabs";

/** Which articles are listed, and how. */
export function ArticleFilters({
  projectId,
  search,
  subject,
}: {
  projectId: string;
  search: ArticlesSearch;
  /** Of the newsletter that the list is narrowed to, when it is known. */
  subject: string | undefined;
}) {
  const { t } = useTranslation("articles");
  const filter = useFilter();
  const facets = useFacets(projectId);
  const { senders, sites } = useFacetOptions(projectId);
  const find = useCallback(
    (words: string | undefined) => filter({ search: words }, { quietly: true }),
    [filter],
  );
  if (facets?.newsletters === 0) return null;
  const active = [search.sender, search.site, search.when].filter((each) => each !== undefined);
  return (
    <div className="space-y-2.5">
      <FilterBar
        search={<SearchField label={t("search")} words={search.search} onSearch={find} />}
        first={<MarkTabs facets={facets} search={search} />}
        active={active.length}
        onClear={
          isFiltered({ ...search, mark: undefined })
            ? () => filter({ ...ALL, mark: search.mark })
            : undefined
        }
      >
        <Choice
          label={t("filter.sender")}
          any={t("filter.anySender")}
          value={search.sender}
          options={senders}
          onChoose={(sender) => filter({ sender })}
        />
        <Choice
          label={t("filter.site")}
          any={t("filter.anySite")}
          value={search.site}
          options={sites}
          onChoose={(site) => filter({ site })}
        />
        <ReceivedFilter search={search} onChange={filter} />
      </FilterBar>
      <Chips search={search} subject={subject} />
    </div>
  );
}
