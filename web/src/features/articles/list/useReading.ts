import { useNavigate, useRouter } from "@tanstack/react-router";
import { type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Way } from "../pane/ArticlePane";
import type { ArticlesSearch } from "../search";
import { useKey } from "../useKey";
import type { RowsHandle } from "../WindowRows";
import type { Articles } from "./useArticles";

const NEAR_END = 5;

/**
 * Which article is read, and the ways to the others, also by keys: on wide screens `j` and `k` read
 * the next one, on small ones they go through the list until one is open.
 *
 * `last`: the index of the one that was read last, to which the list comes back.
 */
export function useReading(
  { articles, more }: Articles,
  search: ArticlesSearch,
  isWide: boolean,
  rows: RefObject<RowsHandle | null>,
) {
  const { t } = useTranslation("articles");
  const open = search.article;
  const at = open === undefined ? -1 : articles.findIndex(({ id }) => id === open);
  const last = useLastIndex(at);
  const { go, close } = useOpening(open, isWide);
  const read = (index: number) => {
    const article = articles[index];
    if (article === undefined) return;
    if (index >= articles.length - NEAR_END) more();
    go(article.id);
    rows.current?.focus(index);
  };
  // what is read may have left the list: then the one that took its place is next
  const isAway = open !== undefined && at === -1;
  const step = (by: 1 | -1) => {
    const from = open !== undefined ? at : (rows.current?.focused() ?? -1);
    const next = isAway ? (by === 1 ? last : last - 1) : from + by;
    const index = Math.max(0, Math.min(articles.length - 1, next));
    if (isWide || open !== undefined) read(index);
    else rows.current?.focus(index);
  };
  const leave = () => {
    close();
    if (isWide && at !== -1) rows.current?.focus(at);
  };
  useKey("j", t("keys.next"), () => step(1), articles.length > 0);
  useKey("k", t("keys.previous"), () => step(-1), articles.length > 0);
  useKey("escape", t("keys.close"), leave, open !== undefined);
  const here = isAway ? last : at;
  const way: Way = {
    previous: here > 0 ? () => step(-1) : undefined,
    next: here < articles.length - (isAway ? 0 : 1) ? () => step(1) : undefined,
    close: leave,
    gone: () => {
      if (at === -1 || articles.length === 1) close();
      else read(at + 1 < articles.length ? at + 1 : at - 1);
    },
  };
  return { listed: articles[at], way, last };
}

/** The index that was the open one's last, also when none is open any more. */
function useLastIndex(at: number): number {
  const [last, setLast] = useState(0);
  // adjusted while rendering, as React advises
  if (at !== -1 && at !== last) setLast(at);
  return last;
}

/** To an article, and back to the list: on a phone a step back, where the list was before. */
function useOpening(open: string | undefined, isWide: boolean) {
  const navigate = useNavigate();
  const router = useRouter();
  const [wasListed, setWasListed] = useState(false);
  if (open === undefined && !wasListed) setWasListed(true);
  const show = (article: string | undefined, replace: boolean) =>
    void navigate({
      to: ".",
      search: (before) => ({ ...before, article }),
      replace,
      resetScroll: false,
    });
  return {
    go: (article: string) => show(article, isWide || open !== undefined),
    close: () => {
      if (!isWide && wasListed) router.history.back();
      else show(undefined, true);
    },
  };
}
