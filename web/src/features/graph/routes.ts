import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import {
  graphSummaryOptions,
  graphOverviewOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { projectRoute } from "@/features/projects/routes";

import { conceptsSearch, graphSearch, wholeLimit } from "./search";

const graphRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/graph",
  validateSearch: graphSearch,
  loaderDeps: ({ search }) => ({
    limit: search.around === undefined ? wholeLimit(search) : undefined,
  }),
  // on their way while the page's code is; the page waits for them itself
  loader: ({ context: { queries }, params, deps: { limit } }) => {
    const path = { project_id: params.projectId };
    queries.query(graphSummaryOptions({ path })).catch(() => undefined);
    if (limit !== undefined)
      queries.query(graphOverviewOptions({ path, query: { limit } })).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import("./GraphPage")),
});

const conceptsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/concepts",
  validateSearch: conceptsSearch,
  component: lazyRouteComponent(() => import("./ConceptsPage")),
});

export const graphRoutes = [graphRoute, conceptsRoute] as const;
