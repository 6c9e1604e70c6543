import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { found } from "@/api/found";
import { projectsGetOptions } from "@/api/generated/@tanstack/react-query.gen";
import { appRoute } from "@/shell/routes";

/** One project: its name, its tabs, and the Extract button over all of them. */
export const projectRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/projects/$projectId",
  loader: ({ context, params }) =>
    found(
      context.queries.query({
        ...projectsGetOptions({ path: { project_id: params.projectId } }),
        staleTime: "static",
      }),
    ),
  component: lazyRouteComponent(() => import("./ProjectPage")),
});

const indexRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/projects/$projectId/files", params });
  },
});

const projectSettingsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./ProjectSettingsPage")),
});

export const projectRoutes = [indexRoute, projectSettingsRoute] as const;
