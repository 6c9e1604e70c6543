import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Input } from "@/components/ui/field";
import { cn } from "@/lib/cn";

import { ITEM_STATES } from "../search";

const FROM = "/app/jobs/$jobId";
const TYPING_MILLISECONDS = 300;

/** Which items are shown: by state, and by words of their labels. */
export function ItemFilters() {
  const { t } = useTranslation("progress");
  return (
    <div className="flex flex-wrap items-center gap-3">
      <nav aria-label={t("items.filter")} className="flex flex-wrap gap-1 rounded-lg bg-sunken p-1">
        {[undefined, ...ITEM_STATES].map((state) => (
          <Link
            key={state ?? "all"}
            to="."
            search={(before) => ({ ...before, items: state })}
            replace
            resetScroll={false}
            activeOptions={{ explicitUndefined: true }}
            className={cn(
              "rounded-md px-3 py-1.5 text-sm text-soft",
              "data-[status=active]:bg-surface data-[status=active]:font-medium data-[status=active]:text-text data-[status=active]:shadow-sm",
            )}
          >
            {t(`items.states.${state ?? "all"}`)}
          </Link>
        ))}
      </nav>
      <Search />
    </div>
  );
}

function Search() {
  const { t } = useTranslation("progress");
  const { search = "" } = useSearch({ from: FROM });
  const navigate = useNavigate();
  const [typed, setTyped] = useState(search);
  useEffect(() => {
    if (typed.trim() === search) return undefined;
    const timer = setTimeout(() => {
      const wanted = typed.trim() || undefined;
      void navigate({
        to: ".",
        search: (before) => ({ ...before, search: wanted }),
        replace: true,
        resetScroll: false,
      });
    }, TYPING_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [typed, search, navigate]);
  return (
    <Input
      type="search"
      data-search
      aria-label={t("items.search")}
      placeholder={t("items.search")}
      value={typed}
      maxLength={200}
      onChange={({ target }) => setTyped(target.value)}
      className="w-full sm:w-64"
    />
  );
}
