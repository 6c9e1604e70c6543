import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { jobPageSearch } from "@/features/progress/search";
import { projectRoute } from "@/features/projects/routes";
import { appRoute } from "@/shell/routes";

import { jobsSearch } from "./search";

const allJobsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/jobs",
  validateSearch: jobsSearch,
  component: lazyRouteComponent(() => import("./JobsPage")),
});

const jobRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/jobs/$jobId",
  validateSearch: jobPageSearch,
  component: lazyRouteComponent(() => import("../progress/JobPage")),
});

export const jobsRoutes = [allJobsRoute, jobRoute] as const;

export const projectJobsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/jobs",
  validateSearch: jobsSearch,
  component: lazyRouteComponent(() => import("./ProjectJobsPage")),
});
