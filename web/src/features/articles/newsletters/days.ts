import type { NewsletterView } from "@/api/generated";

import { dayOf } from "../days";

/** A day's newsletters, told above the first of them. */
export interface DayCounts {
  day: string;
  newsletters: number;
  articles: number;
  /** The day's others may still come: what is counted is no number to tell. */
  isOpenEnded: boolean;
}

export interface Entry {
  newsletter: NewsletterView;
  day: DayCounts | null;
}

/** The newsletters, which come by day, with each day's counts where it begins. */
export function byDay(newsletters: readonly NewsletterView[], isAll: boolean): Entry[] {
  let last: DayCounts | undefined;
  const entries = newsletters.map((newsletter) => {
    const day = dayOf(newsletter.received_at);
    const begins = last?.day !== day;
    if (last === undefined || begins)
      last = { day, newsletters: 0, articles: 0, isOpenEnded: false };
    last.newsletters += 1;
    last.articles += newsletter.articles;
    return { newsletter, day: begins ? last : null };
  });
  if (last !== undefined) last.isOpenEnded = !isAll;
  return entries;
}
