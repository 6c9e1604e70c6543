import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { projectRoute } from "@/features/projects/routes";
import { appRoute } from "@/shell/routes";

import { landingSearch, mailboxesSearch } from "./search";

export const mailboxesRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/mailboxes",
  validateSearch: mailboxesSearch,
  component: lazyRouteComponent(() => import("./MailboxesPage")),
});

/** Where browsers arrive that come back from a provider's consent screen. */
export const landingRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/mailboxes",
  validateSearch: landingSearch,
  component: lazyRouteComponent(() => import("./LandingPage")),
});
