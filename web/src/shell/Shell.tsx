import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";

import { ExtractHost } from "@/features/extract/ExtractHost";
import { JobNotifications } from "@/features/progress/JobNotifications";
import { LiveProvider } from "@/live/LiveProvider";
import { useShortcut } from "@/lib/shortcuts";

import { ConnectionNotice } from "./ConnectionNotice";
import { Navigation } from "./Navigation";
import { TopBar } from "./TopBar";
import { WatchedJob } from "./WatchedJob";

const CommandPalette = lazy(() => import("./CommandPalette"));
const ShortcutsDialog = lazy(() => import("./ShortcutsDialog"));

/** What stands around every page: the way to all others, what runs, and the keys. */
export function Shell() {
  const { t } = useTranslation("shell");
  const [open, setOpen] = useState<"keys" | "commands" | "navigation" | null>(null);
  const close = useCallback(() => setOpen(null), []);
  useShortcut("mod+k", t("keys.commands"), () => setOpen("commands"));
  useShortcut("?", t("keys.keys"), () => setOpen("keys"));
  useShortcut("/", t("keys.search"), focusSearch);
  useGoKeys();
  return (
    <LiveProvider>
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent p-3 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <div className="flex min-h-dvh flex-col">
        <TopBar
          onCommands={() => setOpen("commands")}
          onNavigation={() => setOpen("navigation")}
          onKeys={() => setOpen("keys")}
        />
        <ConnectionNotice />
        <div className="flex min-h-0 flex-1">
          <Navigation drawerOpen={open === "navigation"} onClose={close} />
          <main id="main" tabIndex={-1} data-focus-quiet className="min-w-0 flex-1">
            <Outlet />
          </main>
        </div>
      </div>
      <WatchedJob />
      <ExtractHost />
      <JobNotifications />
      <Suspense>
        {open === "keys" && <ShortcutsDialog onClose={close} />}
        {open === "commands" && <CommandPalette onClose={close} />}
      </Suspense>
    </LiveProvider>
  );
}

/** The page's own search field carries `data-search`. */
function focusSearch(): void {
  document.querySelector<HTMLElement>("[data-search]")?.focus();
}

function useGoKeys(): void {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  useShortcut("g>h", t("keys.home"), () => void navigate({ to: "/" }));
  useShortcut("g>j", t("keys.jobs"), () => void navigate({ to: "/jobs" }));
  useShortcut("g>s", t("keys.settings"), () => void navigate({ to: "/settings" }));
}
