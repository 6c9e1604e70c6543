import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";

import { SkeletonLines } from "@/components/ui/skeleton";
import { adminRoutes } from "@/features/admin/routes";
import { articlesRoute } from "@/features/articles/routes";
import { signInRoute } from "@/features/auth/routes";
import { graphRoutes } from "@/features/graph/routes";
import { homeRoute } from "@/features/home/routes";
import { jobsRoutes, projectJobsRoute } from "@/features/jobs/routes";
import { filesRoute } from "@/features/files/routes";
import { landingRoute, mailboxesRoute } from "@/features/mailboxes/routes";
import { projectRoute, projectRoutes } from "@/features/projects/routes";
import { readerRoute } from "@/features/reader/routes";
import { schedulesRoute } from "@/features/schedules/routes";
import { settingsRoute } from "@/features/settings/routes";
import { NotFoundPage, RouteError } from "@/shell/errors";

import { appRoute, rootRoute } from "./shell/routes";

const routeTree = rootRoute.addChildren([
  signInRoute,
  appRoute.addChildren([
    homeRoute,
    ...jobsRoutes,
    schedulesRoute,
    landingRoute,
    readerRoute,
    settingsRoute,
    adminRoutes,
    projectRoute.addChildren([
      ...projectRoutes,
      filesRoute,
      projectJobsRoute,
      mailboxesRoute,
      articlesRoute,
      ...graphRoutes,
    ]),
  ]),
]);

export function newRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    defaultPreload: "intent",
    // the query client decides what is fresh
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultPendingComponent: () => <SkeletonLines className="p-6" />,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
