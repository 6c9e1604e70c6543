import { List, TableOfContents } from "lucide-react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";

import { EvidenceStepper } from "./evidence/EvidenceStepper";
import { FindField } from "./find/FindField";
import type { View } from "./place";
import { outlineStands, type Side, SIDE_STANDS } from "./Sides";
import { MOST_SEARCHED } from "./text/useText";
import type { ReaderState } from "./useReader";

/** How the file is shown, the search in it, and the way through its evidence. */
export function ReaderToolbar({
  reader,
  isPane,
  onSheet,
}: {
  reader: ReaderState;
  isPane: boolean;
  onSheet: (side: Side) => void;
}) {
  const { t } = useTranslation("reader");
  const { evidence, find, text, reading } = reader;
  const hasText = reading.state === "read" || reading.state === "reading";
  if (!hasText && !reader.isPdf && evidence === undefined) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface px-4 py-1.5 @xl:gap-x-4 @xl:px-6">
      {reader.isPdf && <ViewTabs view={reader.view} onView={reader.changeView} />}
      {reader.entries.length > 0 && (
        <span className={outlineStands(reader).button}>
          <IconButton label={t("outline.open")} size="small" onClick={() => onSheet("outline")}>
            <TableOfContents />
          </IconButton>
        </span>
      )}
      {hasText && (
        <FindField
          find={find}
          share={text.share}
          isCut={text.length > MOST_SEARCHED}
          takesKey={!isPane}
          onWords={reader.setWords}
          onGo={reader.goToMatch}
        />
      )}
      {evidence !== undefined && (
        <div className="flex min-w-0 items-center gap-1 @3xl:ml-auto">
          <EvidenceStepper evidence={evidence} onStep={(by) => reader.step(by, false)} />
          <span className={SIDE_STANDS.evidence.button}>
            <IconButton label={t("evidence.list")} size="small" onClick={() => onSheet("evidence")}>
              <List />
            </IconButton>
          </span>
        </div>
      )}
    </div>
  );
}

/** Both are the same place; which one is shown is in the address. */
function ViewTabs({ view, onView }: { view: View; onView: (view: View) => void }) {
  const { t } = useTranslation("reader");
  return (
    <div role="group" aria-label={t("view.label")} className="flex rounded-md bg-sunken p-0.5">
      {(["pages", "text"] as const).map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={view === each}
          onClick={() => onView(each)}
          className={cn(
            "rounded px-2 py-1 text-sm font-medium text-soft hover:text-text @xl:px-3",
            view === each && "bg-surface text-text shadow-sm ring-1 ring-line",
          )}
        >
          {t(`view.${each}`)}
        </button>
      ))}
    </div>
  );
}
