import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { SearchX, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usersListAll } from "@/api/generated";
import {
  usersListAllInfiniteQueryKey,
  usersListOrganizationsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Select } from "@/components/ui/field";
import { SkeletonLines } from "@/components/ui/skeleton";

import { SearchField } from "../SearchField";
import type { PeopleSearch } from "../search";
import { AddPersonDialog } from "./AddPersonDialog";
import { PeopleTable } from "./PeopleTable";

interface Props {
  search: PeopleSearch;
  onShow: (change: PeopleSearch) => void;
}

/** All accounts, by e-mail address. */
export function People({ search, onShow }: Props) {
  const { t } = useTranslation(["admin", "common"]);
  const [isAdding, setAdding] = useState(false);
  const people = usePeople(search);
  const found = people.data?.pages.flatMap(({ users }) => users);
  return (
    <Section
      title={t("people.title")}
      actions={
        <Button variant="primary" onClick={() => setAdding(true)}>
          <UserPlus /> {t("people.add")}
        </Button>
      }
    >
      <Filters search={search} onShow={onShow} />
      {people.isError && <ErrorNotice error={people.error} onRetry={() => void people.refetch()} />}
      {people.isPending && <SkeletonLines lines={5} />}
      {found?.length === 0 && <EmptyState icon={SearchX} title={t("people.noneFits")} />}
      {found !== undefined && found.length > 0 && <PeopleTable people={found} />}
      {people.hasNextPage && (
        <Button
          aria-disabled={people.isFetchingNextPage}
          onClick={() => void people.fetchNextPage()}
        >
          {t("common:more")}
        </Button>
      )}
      {isAdding && <AddPersonDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}

function Filters({ search, onShow }: Props) {
  const { t } = useTranslation("admin");
  const organizations = useQuery(usersListOrganizationsOptions());
  return (
    <div className="flex flex-wrap gap-2">
      <SearchField
        label={t("people.search")}
        words={search.search}
        onSearch={(words) => onShow({ search: words })}
      />
      <Select
        className="w-full sm:w-64"
        aria-label={t("column.organization")}
        value={search.organization ?? ""}
        onChange={({ target }) => onShow({ organization: target.value || undefined })}
      >
        <option value="">{t("people.anyOrganization")}</option>
        {organizations.data?.organizations.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </div>
  );
}

function usePeople({ search, organization }: PeopleSearch) {
  const query = { search, organization_id: organization };
  return useInfiniteQuery({
    queryKey: usersListAllInfiniteQueryKey({ query }),
    queryFn: async ({ pageParam, signal }) =>
      (await usersListAll({ query: { ...query, cursor: pageParam }, signal })).data,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}
