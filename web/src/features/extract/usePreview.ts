import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { extractionListsBefore, type JobPreview, type NewExtraction } from "@/api/generated";

const TYPING_MILLISECONDS = 300;
/** The queue moves on while the form is being filled in. */
const AGAIN_MILLISECONDS = 15_000;

/** What would happen if this were started now; asked when typing rests. */
export function usePreview(projectId: string, body: NewExtraction) {
  const asked = useRested(JSON.stringify(body), TYPING_MILLISECONDS);
  const preview = useQuery<JobPreview>({
    queryKey: [{ _id: "extractionListsBefore", path: { project_id: projectId }, body: asked }],
    queryFn: async ({ signal }) => {
      const { data } = await extractionListsBefore({
        path: { project_id: projectId },
        body: JSON.parse(asked) as NewExtraction,
        signal,
      });
      return data;
    },
    staleTime: 0,
    refetchInterval: AGAIN_MILLISECONDS,
    placeholderData: keepPreviousData,
  });
  const isOfNow = asked === JSON.stringify(body) && !preview.isPlaceholderData;
  return { ...preview, isOfNow };
}

/** The value, when it has rested for so long. */
export function useRested<T>(value: T, milliseconds: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return rested;
}
