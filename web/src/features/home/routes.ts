import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { appRoute } from "@/shell/routes";

export const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./HomePage")),
});
