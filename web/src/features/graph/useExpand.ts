import { toast } from "@/lib/toast";

import { useErrorText } from "@/components/notices";

import type { Drawn } from "./useDrawn";

/** Expands a concept; while one is on its way, another waits for a click of its own. */
export function useExpand({ expand, isExpanding }: Drawn): (id: string) => void {
  const say = useErrorText();
  return (id) => {
    if (isExpanding === undefined) expand(id).catch((error: unknown) => toast.error(say(error)));
  };
}
