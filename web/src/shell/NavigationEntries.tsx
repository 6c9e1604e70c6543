import { Link, type LinkProps } from "@tanstack/react-router";
import {
  Activity,
  CalendarClock,
  Home,
  type LucideIcon,
  Settings,
  ShieldCheck,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import { useMe } from "./me";

interface Entry {
  link: LinkProps;
  icon: LucideIcon;
  label: string;
}

/** The links to all pages that the user may open. */
export function NavigationEntries() {
  const { t } = useTranslation("shell");
  const me = useMe();
  const entries: Entry[] = [
    { link: { to: "/", activeOptions: { exact: true } }, icon: Home, label: t("home") },
    { link: { to: "/jobs" }, icon: Activity, label: t("jobs") },
    { link: { to: "/schedules" }, icon: CalendarClock, label: t("schedules") },
    { link: { to: "/settings" }, icon: Settings, label: t("settings") },
  ];
  if (me.is_admin) entries.push({ link: { to: "/admin" }, icon: ShieldCheck, label: t("admin") });
  return (
    <ul className="space-y-1">
      {entries.map(({ link, icon: Icon, label }) => (
        <li key={label}>
          <Link
            {...link}
            className="flex items-center gap-3 rounded-md px-3 py-2.5 text-sm font-medium text-soft hover:bg-sunken hover:text-text data-[status=active]:bg-accent-soft data-[status=active]:text-accent-strong"
          >
            <Icon aria-hidden className="size-4" /> {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
