import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { articlesMarkMany } from "@/api/generated";
import { refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { toast } from "@/lib/toast";
import { doUnlessUndone } from "@/lib/undo";

import { useKey } from "../useKey";
import { marked, showMarked } from "../marks";
import type { ArticleFilters } from "./useArticles";

/** Marks all that fit the filters as read, also those that aren't listed yet, unless that is undone. */
export function useMarkAll(projectId: string, filters: ArticleFilters): () => void {
  const { t } = useTranslation(["articles", "common"]);
  const client = useQueryClient();
  const say = useErrorText();
  const again = () => void refresh(client, "articlesFind", "articlesFindMarked", "articlesGet");
  const markAll = () =>
    doUnlessUndone({
      message: t("allMarked"),
      undo: t("common:undo"),
      begin: () => showMarked(client, { read: true }, () => true),
      revert: again,
      act: async (leaving) => {
        await articlesMarkMany({
          path: { project_id: projectId },
          query: filters,
          body: { article_ids: null, read: true },
          keepalive: leaving,
        });
        await marked(client);
      },
      fail: (error) => toast.error(say(error)),
    });
  useKey("shift+a", t("keys.markAll"), markAll);
  return markAll;
}
