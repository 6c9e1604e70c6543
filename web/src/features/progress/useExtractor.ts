import { useQuery } from "@tanstack/react-query";

import type { ExtractorView } from "@/api/generated";
import { extractorsListAllOptions } from "@/api/generated/@tanstack/react-query.gen";

const NAMES_CHANGE_WITH_A_RESTART = { staleTime: Infinity };

/** The installed extractor of this name. */
export function useExtractor(name: string | undefined): ExtractorView | undefined {
  const extractors = useQuery({ ...extractorsListAllOptions(), ...NAMES_CHANGE_WITH_A_RESTART });
  return extractors.data?.find((each) => each.name === name);
}
