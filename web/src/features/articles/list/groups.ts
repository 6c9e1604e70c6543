import type { ArticleView, SourceView } from "@/api/generated";

import { dayOf } from "../days";
import type { ArticlesSearch, Grouping } from "../search";

/** What stands above the first article of a group. */
export type Heading =
  { kind: "day"; day: string } | { kind: "newsletter"; source: SourceView | undefined };

/** An article in the list, with the heading above it if it is the first of its group. */
export interface Entry {
  article: ArticleView;
  heading: Heading | null;
}

/** How the list is grouped; an order by score has no groups. */
export function groupingOf({ sort, group }: ArticlesSearch): Grouping {
  return sort === "score" ? "none" : (group ?? "day");
}

/** The articles with headings where a group begins. They come ordered by when their newsletters
 * were received. */
export function grouped(articles: readonly ArticleView[], grouping: Grouping): Entry[] {
  let before: string | null | undefined;
  return articles.map((article) => {
    const group = groupOf(article, grouping);
    const begins = group !== before;
    before = group;
    return { article, heading: begins ? headingOf(article, grouping) : null };
  });
}

function groupOf(article: ArticleView, grouping: Grouping): string | null {
  if (grouping === "none") return "";
  if (grouping === "newsletter") return article.sources[0]?.newsletter_id ?? null;
  return dayOf(article.received_at);
}

function headingOf(article: ArticleView, grouping: Grouping): Heading | null {
  if (grouping === "none") return null;
  if (grouping === "newsletter") return { kind: "newsletter", source: article.sources[0] };
  return { kind: "day", day: dayOf(article.received_at) };
}
