import { CheckCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { useLanguage } from "@/lib/language";
import { formatCount } from "@/lib/format";

import type { ArticlesSearch } from "../search";
import { Arrange } from "./Arrange";
import type { ArticleFilters } from "./useArticles";
import { useMarkAll } from "./useMarkAll";

/** How many articles fit, and a way to be done with all of them. */
export function ListHead({
  projectId,
  filters,
  total,
  search,
}: {
  projectId: string;
  filters: ArticleFilters;
  total: number;
  search: ArticlesSearch;
}) {
  const { t } = useTranslation("articles");
  const language = useLanguage();
  const markAll = useMarkAll(projectId, filters);
  return (
    <div className="flex min-h-11 items-center justify-between gap-2 border-b border-line py-1 pr-2 pl-4">
      <p role="status" className="text-xs text-soft">
        {t("total", { count: total, shown: formatCount(total, language) })}
      </p>
      <div className="flex items-center">
        {search.mark !== "read" && (
          <Button variant="quiet" size="small" onClick={markAll}>
            <CheckCheck /> {t("markAll")}
          </Button>
        )}
        <Arrange search={search} />
      </div>
    </div>
  );
}
