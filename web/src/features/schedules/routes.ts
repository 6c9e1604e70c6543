import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { appRoute } from "@/shell/routes";

import { schedulesSearch } from "./search";

export const schedulesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/schedules",
  validateSearch: schedulesSearch,
  component: lazyRouteComponent(() => import("./SchedulesPage")),
});
