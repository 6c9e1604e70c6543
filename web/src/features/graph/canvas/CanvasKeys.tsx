import { useTranslation } from "react-i18next";

import { Keys } from "@/components/ui/kbd";

const KEYS = [
  ["arrowleft+arrowright+arrowup+arrowdown", "keys.move"],
  ["e", "keys.expand"],
  ["0", "keys.fit"],
  ["escape", "keys.deselect"],
] as const;

/** The keys of the drawing, while it has the keyboard. */
export function CanvasKeys() {
  const { t } = useTranslation("graph");
  return (
    <ul id="graph-keys" className="hidden flex-wrap gap-x-4 gap-y-1 text-xs text-soft lg:flex">
      {KEYS.map(([keys, does]) => (
        <li key={keys} className="flex items-center gap-1.5 whitespace-nowrap">
          <Keys keys={keys} /> {t(does)}
        </li>
      ))}
      <li className="flex items-center gap-1.5 whitespace-nowrap">
        <kbd className="rounded border border-b-2 border-line-strong bg-surface px-1.5 py-0.5 font-sans text-text">
          +
        </kbd>
        <Keys keys="-" /> {t("keys.zoom")}
      </li>
    </ul>
  );
}
