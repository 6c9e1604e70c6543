import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { projectRoute } from "@/features/projects/routes";

import { filesSearch } from "./search";

export const filesRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/files",
  validateSearch: filesSearch,
  component: lazyRouteComponent(() => import("./FilesPage")),
});
