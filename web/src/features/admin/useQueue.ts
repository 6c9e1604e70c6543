import { useQuery } from "@tanstack/react-query";

import { queueEverybodysOptions } from "@/api/generated/@tanstack/react-query.gen";

const AGAIN_MILLISECONDS = 5000;

/** Everybody's queue as it is now. The stream tells of one's own jobs alone: this is asked again. */
export function useQueue() {
  return useQuery({ ...queueEverybodysOptions(), refetchInterval: AGAIN_MILLISECONDS });
}
