import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";

import { cn } from "@/lib/cn";

import type { Sort } from "../search";
import type { TableState } from "./useConcepts";

interface Column {
  name: "name" | "type" | "community" | "centrality" | "mentions" | "files";
  sort?: Sort;
  className?: string;
}

/** Where the table is too narrow for all columns, the least important go first. */
export const SHOWN = {
  type: "hidden @3xl:table-cell",
  community: "hidden @xl:table-cell",
  centrality: "hidden @lg:table-cell",
  files: "hidden @2xl:table-cell",
};

const COLUMNS: readonly Column[] = [
  { name: "name", sort: "name" },
  { name: "type", className: cn(SHOWN.type, "w-32") },
  { name: "community", className: cn(SHOWN.community, "w-44") },
  { name: "centrality", sort: "centrality", className: cn(SHOWN.centrality, "w-32") },
  { name: "mentions", sort: "mentions", className: "w-24 text-right" },
  { name: "files", sort: "files", className: cn(SHOWN.files, "w-20 text-right") },
];

/** The columns; those that can be sorted by, by a click: again turns the order round. */
export function TableHead({ state }: { state: TableState }) {
  const { t } = useTranslation("graph");
  const { search, set } = state;
  const sorted = search.sort ?? (search.search === undefined ? "centrality" : "relevance");
  const isDown = search.descending ?? sorted !== "name";
  const choose = (sort: Sort) =>
    set({ sort, descending: sort === sorted ? !isDown : sort !== "name" });
  return (
    <thead>
      <tr>
        {COLUMNS.map(({ name, sort, className }) => (
          <th
            key={name}
            scope="col"
            aria-sort={sort === sorted ? (isDown ? "descending" : "ascending") : undefined}
            className={cn(
              "sticky top-0 z-10 border-b border-line bg-surface px-3 py-2 text-left text-xs font-medium text-soft",
              className,
            )}
          >
            {sort === undefined ? (
              t(`columns.${name}`)
            ) : (
              <button
                type="button"
                onClick={() => choose(sort)}
                className="inline-flex items-center gap-1 rounded hover:text-text"
              >
                {t(`columns.${name}`)}
                {sort === sorted &&
                  (isDown ? (
                    <ArrowDown aria-hidden className="size-3" />
                  ) : (
                    <ArrowUp aria-hidden className="size-3" />
                  ))}
              </button>
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}
