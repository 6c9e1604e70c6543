import { useTranslation } from "react-i18next";

import { Dialog } from "@/components/ui/dialog";
import { cn } from "@/lib/cn";

import { EvidenceList } from "./evidence/EvidenceList";
import type { Entry } from "./text/headings";
import { Outline } from "./text/Outline";
import type { ReaderState } from "./useReader";

export type Side = "outline" | "evidence";

/** From these widths of the reader on, its sides stand beside the text; else they are sheets. */
export const SIDE_STANDS = {
  evidence: { side: "hidden @4xl:block", button: "@4xl:hidden" },
  outlineAlone: { side: "hidden @4xl:block", button: "@4xl:hidden" },
  outlineToo: { side: "hidden @6xl:block", button: "@6xl:hidden" },
} as const;

export function outlineStands({ evidence }: ReaderState) {
  return SIDE_STANDS[evidence === undefined ? "outlineAlone" : "outlineToo"];
}

/** The headings, left of the text. */
export function OutlineSide({ reader }: { reader: ReaderState }) {
  const { t } = useTranslation("reader");
  if (reader.entries.length === 0) return null;
  return (
    <nav
      aria-label={t("outline.label")}
      className={cn(
        "w-60 shrink-0 overflow-y-auto border-r border-line px-4 py-5",
        outlineStands(reader).side,
      )}
    >
      <h2 className="pb-2 text-xs font-semibold text-soft">{t("outline.label")}</h2>
      <ReaderOutline reader={reader} onGo={reader.goToEntry} />
    </nav>
  );
}

function ReaderOutline({ reader, onGo }: { reader: ReaderState; onGo: (entry: Entry) => void }) {
  const { entries, position, text } = reader;
  return (
    <Outline
      entries={entries}
      position={position}
      isWhole={text.share === 1}
      onGo={onGo}
      onAll={() => text.need("all")}
    />
  );
}

/** The evidence, right of the text. */
export function EvidenceSide({ reader }: { reader: ReaderState }) {
  const { t } = useTranslation("reader");
  const { evidence, open } = reader;
  if (evidence === undefined || evidence.error !== null) return null;
  return (
    <aside
      aria-label={t("evidence.label")}
      className={cn(
        "w-80 shrink-0 overflow-y-auto border-l border-line bg-ground px-4 py-5",
        SIDE_STANDS.evidence.side,
      )}
    >
      <h2 className="pb-3 text-xs font-semibold text-soft">{t("evidence.label")}</h2>
      <EvidenceList evidence={evidence} onOpen={(item) => open(item, true)} />
    </aside>
  );
}

/** A side as a sheet over the page, where there is no room beside. */
export function SideSheet({
  side,
  reader,
  onClose,
}: {
  side: Side | undefined;
  reader: ReaderState;
  onClose: () => void;
}) {
  const { t } = useTranslation("reader");
  const { evidence } = reader;
  return (
    <>
      <Dialog open={side === "outline"} onClose={onClose} title={t("outline.label")} shape="side">
        <ReaderOutline
          reader={reader}
          onGo={(entry) => {
            onClose();
            reader.goToEntry(entry);
          }}
        />
      </Dialog>
      {evidence !== undefined && (
        <Dialog
          open={side === "evidence"}
          onClose={onClose}
          title={t("evidence.label")}
          shape="side"
        >
          <EvidenceList
            evidence={evidence}
            onOpen={(item) => {
              onClose();
              reader.open(item, false);
            }}
          />
        </Dialog>
      )}
    </>
  );
}
