import { useTranslation } from "react-i18next";

import { Dialog } from "@/components/ui/dialog";
import { Keys } from "@/components/ui/kbd";
import { useShortcuts } from "@/lib/shortcuts";

/** The keys of the page that is open. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("shell");
  const shortcuts = useShortcuts();
  return (
    <Dialog open onClose={onClose} title={t("keys.title")}>
      <dl className="divide-y divide-line text-sm">
        {shortcuts.map(({ keys, does }) => (
          <div key={keys + does} className="flex items-center justify-between gap-4 py-2">
            <dt>{does}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
