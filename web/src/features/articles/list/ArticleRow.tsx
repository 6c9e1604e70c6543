import { Link } from "@tanstack/react-router";
import { Bookmark, Newspaper } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ArticleView } from "@/api/generated";
import { Time } from "@/components/time";
import { cn } from "@/lib/cn";

import { senderName } from "../senderName";
import { about, articleTitle } from "../titles";

/** An article in the list: its title, where it is from, and what the newsletter says of it. */
export function ArticleRow({
  article,
  isOpen,
  isWide,
  namesSender,
  onAgain,
}: {
  article: ArticleView;
  /** Not where a heading names it. */
  namesSender: boolean;
  isOpen: boolean;
  isWide: boolean;
  /** It is chosen although it is open already. */
  onAgain: () => void;
}) {
  const { t } = useTranslation("articles");
  const isUnread = article.read_at === null;
  const words = about(article);
  return (
    <Link
      to="."
      search={(before) => ({ ...before, article: article.id })}
      // on a phone the article takes the list's place: Back leads back to it
      replace={isWide}
      resetScroll={false}
      preload={false}
      data-open
      aria-current={isOpen ? "true" : undefined}
      onClick={(event) => {
        if (!isOpen || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onAgain();
      }}
      className={cn(
        "group relative flex gap-3 border-b border-line px-4 py-3 outline-offset-[-2px] hover:bg-sunken/60",
        isOpen && "bg-accent-soft/70 hover:bg-accent-soft/70",
      )}
    >
      {isOpen && <span aria-hidden className="absolute inset-y-0 left-0 w-1 bg-accent" />}
      <span className="flex w-2 shrink-0 justify-center pt-1.5">
        {isUnread && (
          <span className="size-2 rounded-full bg-accent">
            <span className="sr-only">{t("unreadDot")}</span>
          </span>
        )}
      </span>
      <span className="min-w-0 flex-1 space-y-0.5">
        <span
          className={cn(
            "line-clamp-2 text-sm leading-snug",
            isUnread ? "font-semibold" : "text-soft",
          )}
          title={articleTitle(article).slice(0, 500)}
        >
          <bdi>{articleTitle(article)}</bdi>
        </span>
        {words !== "" && (
          <span className="line-clamp-1 text-xs text-soft">
            <bdi>{words}</bdi>
          </span>
        )}
        <span className="flex items-center gap-1.5 text-xs text-soft">
          <bdi className="max-w-[45%] shrink-0 truncate font-medium">{article.site}</bdi>
          {namesSender && <Sender article={article} />}
          <span className="flex-1" />
          {article.source_count > 1 && (
            <span
              className="flex shrink-0 items-center gap-1"
              title={t("inNewsletters", { count: article.source_count })}
            >
              <Newspaper aria-hidden className="size-3" />
              <span aria-hidden>{article.source_count}</span>
              <span className="sr-only">{t("inNewsletters", { count: article.source_count })}</span>
            </span>
          )}
          {article.saved_at !== null && (
            <Bookmark
              aria-label={t("saved")}
              className="size-3.5 shrink-0 fill-accent text-accent"
            />
          )}
          <span className="shrink-0">
            <Time at={article.received_at} />
          </span>
        </span>
      </span>
    </Link>
  );
}

function Sender({ article: { sources } }: { article: ArticleView }) {
  const [first] = sources;
  if (first === undefined) return null;
  return (
    <>
      <span aria-hidden>·</span>
      <bdi className="min-w-0 truncate">{senderName(first)}</bdi>
    </>
  );
}
