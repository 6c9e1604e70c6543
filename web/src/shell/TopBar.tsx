import { Link } from "@tanstack/react-router";
import { Menu as MenuIcon, Search } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Keys } from "@/components/ui/kbd";
import { RunningJobs } from "@/features/progress/RunningJobs";

import { UserMenu } from "./UserMenu";

/** The bar over every page. */
export function TopBar({
  onCommands,
  onNavigation,
  onKeys,
}: {
  onCommands: () => void;
  onNavigation: () => void;
  onKeys: () => void;
}) {
  const { t } = useTranslation("shell");
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b border-line bg-surface px-3 sm:px-4">
      <div className="lg:hidden">
        <IconButton label={t("navigation")} onClick={onNavigation}>
          <MenuIcon />
        </IconButton>
      </div>
      <Link
        to="/"
        className="flex items-center gap-2 rounded-md px-1 text-lg font-semibold tracking-tight"
      >
        <img src="/icon.svg" alt="" className="size-7" /> Educe
      </Link>
      <div className="flex-1" />
      <RunningJobs />
      <Button onClick={onCommands} aria-label={t("commands")} className="font-normal text-soft">
        <Search /> <span className="hidden sm:inline">{t("commands")}</span>
        <span className="hidden md:inline">
          <Keys keys="mod+k" />
        </span>
      </Button>
      <UserMenu onKeys={onKeys} />
    </header>
  );
}
