import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Priority } from "@/api/generated";
import {
  extractionListsCountsOptions,
  extractorsListAllOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Input, Select } from "@/components/ui/field";
import { cn } from "@/lib/cn";
import { formatCount } from "@/lib/format";
import { useLanguage } from "@/lib/language";
import { usePolling } from "@/live/LiveProvider";

import type { Filter } from "./filter";
import { type JobsSearch, type JobSort, PRIORITIES, sortsOf, STATES } from "./search";

/** State tabs with counts that follow all other filters; search, order, and the rarer filters. */
export function JobFilters({
  search,
  filter,
  projectId,
}: {
  search: JobsSearch;
  filter: Filter;
  projectId?: string;
}) {
  const { t } = useTranslation("jobs");
  const navigate = useNavigate();
  const show = (change: JobsSearch, replace = false) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }), replace });
  const extractors = useQuery({ ...extractorsListAllOptions(), staleTime: Infinity });
  return (
    <div className="space-y-3">
      <StateTabs search={search} filter={filter} onShow={show} />
      <div className="flex flex-wrap items-center gap-2">
        <SearchField
          key={projectId}
          words={search.search ?? ""}
          onSearch={(words) => show({ search: words || undefined }, true)}
        />
        <Select
          className="w-auto max-sm:flex-1"
          aria-label={t("filter.extractor")}
          value={search.extractor ?? ""}
          onChange={(event) => show({ extractor: event.target.value || undefined })}
        >
          <option value="">{t("filter.anyExtractor")}</option>
          {extractors.data?.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </Select>
        <Select
          className="w-auto max-sm:flex-1"
          aria-label={t("filter.priority")}
          value={search.priority ?? ""}
          onChange={(event) =>
            show({ priority: (event.target.value || undefined) as Priority | undefined })
          }
        >
          <option value="">{t("filter.anyPriority")}</option>
          {PRIORITIES.map((priority) => (
            <option key={priority} value={priority}>
              {t(`priority.${priority}`)}
            </option>
          ))}
        </Select>
        <label className="flex items-center gap-2 px-1 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={search.partial === true}
            onChange={(event) => show({ partial: event.target.checked ? true : undefined })}
          />
          {t("filter.partial")}
        </label>
        <Select
          className="w-auto max-sm:flex-1 sm:ml-auto"
          aria-label={t("sort.label")}
          value={search.sort ?? "newest"}
          onChange={(event) => show({ sort: event.target.value as JobSort })}
        >
          {sortsOf(search.status).map((sort) => (
            <option key={sort} value={sort}>
              {t(`sort.${sort}`)}
            </option>
          ))}
        </Select>
      </div>
    </div>
  );
}

function StateTabs({
  search,
  filter,
  onShow,
}: {
  search: JobsSearch;
  filter: Filter;
  onShow: (change: JobsSearch) => void;
}) {
  const { t } = useTranslation("jobs");
  const language = useLanguage();
  const { status: _, ...others } = filter;
  const counts = useQuery({
    ...extractionListsCountsOptions({ query: others }),
    placeholderData: keepPreviousData,
    refetchInterval: usePolling(true),
  });
  const tell = (count: { jobs: number; more: boolean } | undefined) =>
    count === undefined ? "" : `${formatCount(count.jobs, language)}${count.more ? "+" : ""}`;
  const tabs = [
    { status: undefined, label: t("all"), count: counts.data?.total },
    ...STATES.map((status) => ({
      status,
      label: t(`status.${status}`),
      count: counts.data?.by_status[status],
    })),
  ];
  return (
    <div
      role="group"
      aria-label={t("filter.state")}
      className="flex gap-1 overflow-x-auto border-b border-line"
    >
      {tabs.map(({ status, label, count }) => (
        <button
          key={label}
          type="button"
          aria-pressed={search.status === status}
          onClick={() =>
            onShow({ status, sort: sortsOf(status).find((each) => each === search.sort) })
          }
          className={cn(
            "-mb-px flex items-center gap-2 border-b-2 px-3 py-2.5 text-sm font-medium whitespace-nowrap",
            search.status === status
              ? "border-accent text-text"
              : "border-transparent text-soft hover:text-text",
          )}
        >
          {label}
          <span className="min-w-6 rounded-full bg-sunken px-1.5 py-0.5 text-center text-xs text-soft tabular-nums">
            {tell(count)}
          </span>
        </button>
      ))}
    </div>
  );
}

function SearchField({
  words: begun,
  onSearch,
}: {
  words: string;
  onSearch: (words: string) => void;
}) {
  const { t } = useTranslation("jobs");
  const [words, setWords] = useState(begun);
  useEffect(() => {
    const timer = setTimeout(() => words !== begun && onSearch(words), 250);
    return () => clearTimeout(timer);
  }, [words, begun, onSearch]);
  return (
    <Input
      data-search
      type="search"
      maxLength={200}
      className="w-full sm:w-64"
      placeholder={t("search")}
      aria-label={t("search")}
      value={words}
      onChange={(event) => setWords(event.target.value)}
    />
  );
}
