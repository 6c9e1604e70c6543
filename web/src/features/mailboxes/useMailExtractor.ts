import { useQuery } from "@tanstack/react-query";

import type { ExtractorView } from "@/api/generated";
import { extractorsListAllOptions } from "@/api/generated/@tanstack/react-query.gen";
import { usable } from "@/features/extract/draft";
import { mailboxFieldOf } from "@/features/extract/mailboxField";

/** The extractor that reads mailboxes, where one is installed. */
export function useMailExtractor(): ExtractorView | undefined {
  const extractors = useQuery({ ...extractorsListAllOptions(), staleTime: Infinity });
  return usable(extractors.data ?? []).find((each) => mailboxFieldOf(each) !== undefined);
}
