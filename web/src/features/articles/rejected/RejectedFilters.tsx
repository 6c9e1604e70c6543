import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { ALL } from "../all";
import { Chips } from "../filters/Chips";
import { Choice } from "../filters/Choice";
import { FilterBar } from "../filters/FilterBar";
import { ReceivedFilter } from "../filters/ReceivedFilter";
import { SearchField } from "../filters/SearchField";
import { useFacetOptions, useFacets } from "../filters/useFacetOptions";
import { isFiltered, type RejectedSearch } from "../search";
import { useFilter } from "../useListState";
import { useKindName, useRuleName } from "../words";

/** Which rejected links are listed. The reasons have a column of their own where there is room. */
export function RejectedFilters({
  projectId,
  search,
  subject,
}: {
  projectId: string;
  search: RejectedSearch;
  subject: string | undefined;
}) {
  const { t } = useTranslation("articles");
  const kindName = useKindName();
  const ruleName = useRuleName();
  const filter = useFilter();
  const facets = useFacets(projectId);
  const { senders } = useFacetOptions(projectId);
  const find = useCallback(
    (words: string | undefined) => filter({ search: words }, { quietly: true }),
    [filter],
  );
  if (facets?.newsletters === 0) return null;
  const { kind, sender, site, rule, stage, when } = search;
  const active = [kind, sender, site, rule ?? stage, when].filter((each) => each !== undefined);
  const kinds = facets?.kinds ?? [];
  return (
    <div className="space-y-2.5">
      <FilterBar
        search={<SearchField label={t("rejected.search")} words={search.search} onSearch={find} />}
        active={active.length}
        onClear={isFiltered(search) ? () => filter(ALL) : undefined}
      >
        <Choice
          label={t("filter.kind")}
          any={t("filter.anyKind")}
          value={kind}
          options={kinds.map((each) => ({
            value: each.kind,
            label: `${kindName(each.kind)} (${each.links})`,
          }))}
          onChoose={(chosen) => filter({ kind: chosen })}
        />
        <div className="lg:hidden">
          <Choice
            label={t("filter.rule")}
            any={t("filter.anyRule")}
            value={rule}
            options={(facets?.reasons ?? []).map((each) => ({
              value: each.rule_id,
              label: `${ruleName(each)} (${each.links})`,
            }))}
            onChoose={(chosen) => filter({ rule: chosen, stage: undefined })}
          />
        </div>
        <Choice
          label={t("filter.sender")}
          any={t("filter.anySender")}
          value={sender}
          options={senders}
          onChoose={(chosen) => filter({ sender: chosen })}
        />
        {site !== undefined && (
          <Choice
            label={t("filter.site")}
            any={t("filter.anySite")}
            value={site}
            options={[]}
            onChoose={(chosen) => filter({ site: chosen })}
          />
        )}
        <ReceivedFilter search={search} onChange={filter} />
      </FilterBar>
      <Chips search={search} subject={subject} />
    </div>
  );
}
