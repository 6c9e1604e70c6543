import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { projectRoute } from "@/features/projects/routes";

import { articlesSearch, newslettersSearch, rejectedSearch } from "./search";

const layoutRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/articles",
  component: lazyRouteComponent(() => import("./ArticlesLayout")),
});

const listRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/",
  validateSearch: articlesSearch,
  component: lazyRouteComponent(() => import("./list/ArticlesPage")),
});

const rejectedRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/rejected",
  validateSearch: rejectedSearch,
  component: lazyRouteComponent(() => import("./rejected/RejectedPage")),
});

const newslettersRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/newsletters",
  validateSearch: newslettersSearch,
  component: lazyRouteComponent(() => import("./newsletters/NewslettersPage")),
});

const rulesRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/rules",
  component: lazyRouteComponent(() => import("./rules/RulesPage")),
});

export const articlesRoute = layoutRoute.addChildren([
  listRoute,
  rejectedRoute,
  newslettersRoute,
  rulesRoute,
]);
