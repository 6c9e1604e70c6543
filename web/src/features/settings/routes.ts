import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { appRoute } from "@/shell/routes";

export const settingsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./SettingsPage")),
});
