import type { ArticleView } from "@/api/generated";

import { readable } from "./urls";

/** What to call an article; one without a title by its address. */
export function articleTitle({ title, url }: { title: string; url: string }): string {
  return title.trim() || readable(url);
}

/** What to call a link: by what it leads to, by its words, or by its address. */
export function linkTitle(link: { title: string; text: string; url: string }): string {
  return link.title.trim() || link.text.trim() || readable(link.url);
}

const LONGEST = 400;
const SHORTEST = 12;

/** What an article is about, in a line: its description, or what its newsletter says beside its
 * title. Empty when that says nothing more. */
export function about(article: Pick<ArticleView, "title" | "url" | "description" | "sources">) {
  const told = (article.description ?? article.sources[0]?.snippet ?? "").trim();
  const title = articleTitle(article);
  const more = told.startsWith(title) ? told.slice(title.length).replace(/^[\s\p{P}]+/u, "") : told;
  return more.length < SHORTEST ? "" : more.slice(0, LONGEST);
}
