import type { ArticlesSearch, RejectedSearch } from "./search";

/** Nothing is left out. */
export const ALL: ArticlesSearch & RejectedSearch = {
  search: undefined,
  sender: undefined,
  site: undefined,
  newsletter: undefined,
  job: undefined,
  when: undefined,
  since: undefined,
  until: undefined,
  mark: undefined,
  stage: undefined,
  rule: undefined,
  kind: undefined,
};
