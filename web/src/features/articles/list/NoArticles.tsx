import { useQuery } from "@tanstack/react-query";
import { CircleCheckBig, SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";

import { articlesFacetsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { SkeletonLines } from "@/components/ui/skeleton";

import { NothingYet } from "../NothingYet";
import { type ArticlesSearch, isFiltered } from "../search";
import { useFilter } from "../useListState";
import { ALL } from "../all";

/** No article: because all are read, because none fits, or because there is none yet. */
export function NoArticles({ projectId, search }: { projectId: string; search: ArticlesSearch }) {
  const { t } = useTranslation("articles");
  const filter = useFilter();
  const facets = useQuery(articlesFacetsOptions({ path: { project_id: projectId } }));
  if (facets.isPending) return <SkeletonLines />;
  if (facets.data !== undefined && facets.data.articles === 0)
    return <NothingYet projectId={projectId} facets={facets.data} />;
  const { mark, ...others } = search;
  if (mark === "unread" && !isFiltered(others))
    return (
      <EmptyState
        icon={CircleCheckBig}
        title={t("none.allRead")}
        actions={<Button onClick={() => filter({ mark: undefined })}>{t("none.showRead")}</Button>}
      >
        {t("none.allReadWhat")}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={SearchX}
      title={t("none.filtered")}
      actions={<Button onClick={() => filter(ALL)}>{t("filter.clear")}</Button>}
    >
      {t("none.filteredWhat")}
    </EmptyState>
  );
}
