import { useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { PartyPopper, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { refresh } from "@/api/queries";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { SkeletonLines } from "@/components/ui/skeleton";
import type { Filter } from "@/features/jobs/filter";
import { NOTHING, type Selection } from "@/features/jobs/selection";

import { Chosen } from "./Chosen";
import { Filters } from "./Filters";
import { Letters } from "./Letters";
import { useDeadLetters } from "./useDeadLetters";

/** Jobs that failed for good: why, and trying them again, one or many. */
export default function DeadLettersPage() {
  const { t } = useTranslation(["admin", "common"]);
  const client = useQueryClient();
  const search = useSearch({ from: "/app/admin/dead-letters" });
  const { letters, ...pages } = useDeadLetters(search);
  const filter = useMemo<Filter>(() => filterOf(search.search, search.extractor), [search]);
  // another filter is another list: nothing of the one before stays chosen
  const [chosen, setChosen] = useState({ filter, selection: NOTHING });
  const selection = chosen.filter === filter ? chosen.selection : NOTHING;
  const choose = (next: Selection) => setChosen({ filter, selection: next });
  const isFiltered = search.search !== undefined || search.extractor !== undefined;
  return (
    <Section title={t("dead.title")}>
      <p className="max-w-prose text-sm text-soft">{t("dead.what")}</p>
      <Filters search={search} />
      <Chosen
        filter={filter}
        selection={selection}
        onSelect={choose}
        onDone={() => void refresh(client, "deadLettersListMine")}
      />
      {pages.isError && <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && <SkeletonLines lines={5} />}
      {letters?.length === 0 &&
        (isFiltered ? (
          <EmptyState icon={SearchX} title={t("dead.noneFits")} />
        ) : (
          <EmptyState icon={PartyPopper} title={t("dead.none")}>
            {t("dead.noneWhat")}
          </EmptyState>
        ))}
      {letters !== undefined && letters.length > 0 && (
        <Letters letters={letters} selection={selection} onSelect={choose} />
      )}
      {pages.hasNextPage && (
        <Button aria-disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common:more")}
        </Button>
      )}
    </Section>
  );
}

function filterOf(search: string | undefined, extractor: string | undefined): Filter {
  return {
    status: ["failed"],
    ...(search !== undefined && { search }),
    ...(extractor !== undefined && { extractor }),
  };
}
