import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { appRoute } from "@/shell/routes";

import {
  deadLettersSearch,
  overviewSearch,
  peopleSearch,
  queueSearch,
  storageSearch,
} from "./search";

const adminRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/admin",
  beforeLoad: ({ context }) => {
    if (!context.me.is_admin) throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => import("./AdminPage")),
});

const overviewRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/",
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import("./overview/OverviewPage")),
});

const queueRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/queue",
  validateSearch: queueSearch,
  component: lazyRouteComponent(() => import("./queue/QueuePage")),
});

const workersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/workers",
  component: lazyRouteComponent(() => import("./workers/WorkersPage")),
});

const deadLettersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/dead-letters",
  validateSearch: deadLettersSearch,
  component: lazyRouteComponent(() => import("./dead-letters/DeadLettersPage")),
});

const storageRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/storage",
  validateSearch: storageSearch,
  component: lazyRouteComponent(() => import("./storage/StoragePage")),
});

const peopleRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/people",
  validateSearch: peopleSearch,
  component: lazyRouteComponent(() => import("./people/PeoplePage")),
});

export const adminRoutes = adminRoute.addChildren([
  overviewRoute,
  queueRoute,
  workersRoute,
  deadLettersRoute,
  storageRoute,
  peopleRoute,
]);
