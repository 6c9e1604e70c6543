import { useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";

import { NavigationEntries } from "./NavigationEntries";

const NavigationDrawer = lazy(() => import("./NavigationDrawer"));

/** The way to all pages: a column on wide screens, a drawer on narrow ones. */
export function Navigation({ drawerOpen, onClose }: { drawerOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("shell");
  const path = useLocation({ select: (location) => location.pathname });
  useEffect(onClose, [path, onClose]);
  return (
    <>
      <nav
        aria-label={t("navigation")}
        className="sticky top-14 hidden h-[calc(100dvh-3.5rem)] w-52 shrink-0 border-r border-line bg-surface p-3 lg:block"
      >
        <NavigationEntries />
      </nav>
      <Suspense>{drawerOpen && <NavigationDrawer onClose={onClose} />}</Suspense>
    </>
  );
}
