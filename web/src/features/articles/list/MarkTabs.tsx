import { useTranslation } from "react-i18next";

import type { ArticleFacets } from "@/api/generated";
import { Count } from "@/components/numbers";
import { cn } from "@/lib/cn";

import type { ArticlesSearch } from "../search";
import { useFilter } from "../useListState";

/** All, what is still to be read, and what was saved. */
export function MarkTabs({
  facets,
  search,
}: {
  facets: ArticleFacets | undefined;
  search: ArticlesSearch;
}) {
  const { t } = useTranslation("articles");
  const filter = useFilter();
  const tabs = [
    { name: "all", mark: undefined, count: facets?.articles },
    { name: "unread", mark: "unread", count: facets?.unread },
    { name: "saved", mark: "saved", count: facets?.saved },
  ] as const;
  return (
    <div
      role="group"
      aria-label={t("filter.mark")}
      className="flex gap-0.5 rounded-lg bg-sunken p-0.5 max-md:w-full"
    >
      {tabs.map(({ name, mark, count }) => (
        <button
          key={name}
          type="button"
          aria-pressed={search.mark === mark}
          onClick={() => filter({ mark })}
          className={cn(
            "flex h-9 items-center justify-center gap-1.5 rounded-md px-3 text-sm max-md:flex-1",
            search.mark === mark
              ? "bg-surface font-medium text-text shadow-sm"
              : "text-soft hover:text-text",
          )}
        >
          {t(`mark.${name}`)}
          {count !== undefined && (
            <span className="text-xs text-soft">
              <Count value={count} />
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
