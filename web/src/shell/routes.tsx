import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";

import { authMeOptions } from "@/api/generated/@tanstack/react-query.gen";
import { isApiError } from "@/api/problem";

import { Shell } from "./Shell";

export const rootRoute = createRootRouteWithContext<{ queries: QueryClient }>()();

/** What every page for signed-in users has: the shell, and what may be open over it and survives a
 * reload. `watch`: a job's progress. `extract`: the form that starts an extraction in that project;
 * `again`: prefilled from that job; `from`: with that mailbox. */
export interface AppSearch {
  watch?: string;
  extract?: string;
  again?: string;
  from?: string;
}

const word = (value: unknown) => (typeof value === "string" ? value : undefined);

/** Stands around all pages that need a signed-in user; others are sent to sign in, and back. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "app",
  validateSearch: (search: Record<string, unknown>): AppSearch => ({
    watch: word(search.watch),
    extract: word(search.extract),
    again: word(search.again),
    from: word(search.from),
  }),
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.queries.query({ ...authMeOptions(), staleTime: "static" }) };
    } catch (error) {
      if (isApiError(error) && error.status === 401) {
        throw redirect({ to: "/sign-in", search: { next: location.href } });
      }
      throw error;
    }
  },
  component: Shell,
});
