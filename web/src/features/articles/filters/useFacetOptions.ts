import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { articlesFacetsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { formatCount } from "@/lib/format";
import { useLanguage } from "@/lib/language";

import { senderName } from "../senderName";
import type { Option } from "./Choice";

/** What a project's links can be filtered by, with counts. */
export function useFacets(projectId: string) {
  return useQuery({
    ...articlesFacetsOptions({ path: { project_id: projectId } }),
    placeholderData: keepPreviousData,
  }).data;
}

/** Who sends newsletters, and the sites of articles, to choose from. */
export function useFacetOptions(projectId: string): { senders: Option[]; sites: Option[] } {
  const language = useLanguage();
  const facets = useFacets(projectId);
  const counted = (name: string, count: number) =>
    `${name.slice(0, 40)} (${formatCount(count, language)})`;
  return {
    senders: (facets?.senders ?? []).map((sender) => ({
      value: sender.sender_address,
      label: counted(senderName(sender), sender.articles),
    })),
    sites: (facets?.sites ?? []).map(({ site, articles }) => ({
      value: site,
      label: counted(site, articles),
    })),
  };
}
