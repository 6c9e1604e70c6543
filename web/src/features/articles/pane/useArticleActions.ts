import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import type { ArticleView } from "@/api/generated";

import { useJudge } from "../judging";
import { useMark } from "../marks";
import { articleTitle } from "../titles";
import { openBeside } from "../urls";
import { useKey } from "../useKey";
import type { Way } from "./ArticlePane";
import { useReadAfterLook } from "./useReadAfterLook";

export interface ArticleActions {
  toggleRead: () => void;
  toggleSaved: () => void;
  /** It was opened where it stands on the web. */
  opened: () => void;
  /** It isn't an article; `always`: nothing of its site is. */
  reject: (always: boolean) => void;
}

/** What can be done with the open article, also by keys. */
export function useArticleActions(
  articleId: string,
  article: ArticleView | undefined,
  overruled: boolean | null,
  way: Way,
): ArticleActions {
  const { t } = useTranslation("articles");
  const mark = useMark();
  const judge = useJudge();
  const isThere = article !== undefined;
  const read = useCallback(() => mark(articleId, { read: true }), [mark, articleId]);
  useReadAfterLook(articleId, article && article.read_at === null, read);
  const source = article?.sources[0];
  const reject = (always: boolean) => {
    if (article === undefined || source === undefined) return;
    const [title, site] = [articleTitle(article), article.site];
    void judge({ linkId: source.link_id, title, site, kept: false, always, before: overruled });
    way.gone();
  };
  const actions: ArticleActions = {
    toggleRead: () => mark(articleId, { read: article?.read_at === null }),
    toggleSaved: () => mark(articleId, { saved: article?.saved_at === null }),
    opened: () => {
      if (article?.read_at === null) read();
    },
    reject,
  };
  const open = () => {
    openBeside(article?.url ?? "");
    actions.opened();
  };
  useKey("o", t("keys.open"), open, isThere);
  useKey("m", t("keys.read"), actions.toggleRead, isThere);
  useKey("s", t("keys.save"), actions.toggleSaved, isThere);
  useKey("x", t("keys.reject"), () => actions.reject(false), source !== undefined);
  return actions;
}
