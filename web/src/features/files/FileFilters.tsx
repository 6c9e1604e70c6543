import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { filesCountsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Count } from "@/components/numbers";
import { Input, Select } from "@/components/ui/field";
import { cn } from "@/lib/cn";

import { type FilesSearch, type FileSort, SORTS } from "./search";

/** Search, sort, and what reading gave, with counts that follow the search. */
export function FileFilters({ projectId, search }: { projectId: string; search: FilesSearch }) {
  const { t } = useTranslation("files");
  const navigate = useNavigate({ from: "/projects/$projectId/files" });
  const [words, setWords] = useState(search.search ?? "");
  const counts = useQuery({
    ...filesCountsOptions({ path: { project_id: projectId }, query: { search: search.search } }),
    placeholderData: keepPreviousData,
  });
  const asked = search.search ?? "";
  useEffect(() => {
    if (words === asked) return;
    const timer = setTimeout(
      () =>
        void navigate({
          search: (before) => ({ ...before, search: words || undefined }),
          replace: true,
        }),
      200,
    );
    return () => clearTimeout(timer);
  }, [words, asked, navigate]);
  const show = (change: FilesSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }) });
  const tabs = [
    { name: "all", count: counts.data?.files, change: { state: undefined, locked: undefined } },
    { name: "unread", count: counts.data?.unread, change: { state: "unread", locked: undefined } },
    { name: "failed", count: counts.data?.failed, change: { state: "failed", locked: undefined } },
    { name: "locked", count: counts.data?.locked, change: { state: undefined, locked: true } },
  ] as const;
  const shown = search.locked === true ? "locked" : (search.state ?? "all");
  if (counts.data?.files === 0 && search.search === undefined && shown === "all") return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Input
        data-search
        type="search"
        className="w-full sm:w-64"
        placeholder={t("search")}
        aria-label={t("search")}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <div role="group" aria-label={t("filter.label")} className="flex flex-wrap gap-1">
        {tabs.map(({ name, count, change }) => (
          <button
            key={name}
            type="button"
            aria-pressed={shown === name}
            onClick={() => show(change)}
            className={cn(
              "flex h-9 items-center gap-2 rounded-full px-3 text-sm",
              shown === name
                ? "bg-accent-soft font-medium text-accent-strong"
                : "text-soft hover:bg-sunken",
            )}
          >
            {t(`filter.${name}`)}
            {count !== undefined && (
              <span className="text-xs">
                <Count value={count} />
              </span>
            )}
          </button>
        ))}
      </div>
      <Select
        className="ml-auto w-auto"
        aria-label={t("sort.label")}
        value={search.sort ?? "name"}
        onChange={(event) => show({ sort: event.target.value as FileSort })}
      >
        {SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {t(`sort.${sort}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}
