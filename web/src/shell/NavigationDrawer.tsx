import { useTranslation } from "react-i18next";

import { Dialog } from "@/components/ui/dialog";

import { NavigationEntries } from "./NavigationEntries";

export default function NavigationDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("shell");
  return (
    <Dialog open onClose={onClose} title={t("navigation")} shape="side">
      <nav aria-label={t("navigation")}>
        <NavigationEntries />
      </nav>
    </Dialog>
  );
}
