import { CircleUserRound } from "lucide-react";
import { lazy } from "react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/components/ui/icon-button";
import { MenuOnDemand } from "@/components/ui/menu-on-demand";

import { useMe } from "./me";

const load = () => import("./UserMenuContent");
const UserMenuContent = lazy(load);

/** Who is signed in; theme, language, keys, and signing out. */
export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const { t } = useTranslation("shell");
  const me = useMe();
  return (
    <MenuOnDemand
      load={load}
      trigger={
        <IconButton label={t("account", { name: me.name })}>
          <CircleUserRound />
        </IconButton>
      }
    >
      {(trigger) => <UserMenuContent {...{ trigger, onKeys }} />}
    </MenuOnDemand>
  );
}
