import { useSuspenseQuery } from "@tanstack/react-query";

import type { UserView } from "@/api/generated";
import { authMeOptions } from "@/api/generated/@tanstack/react-query.gen";

/** The user who is signed in; on pages inside the shell, which has asked already. */
export function useMe(): UserView {
  return useSuspenseQuery({ ...authMeOptions(), staleTime: Infinity }).data;
}
