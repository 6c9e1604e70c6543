import "./reader.css";

import { useState } from "react";
import { useTranslation } from "react-i18next";

import { isApiError } from "@/api/problem";
import { ErrorNotice } from "@/components/notices";
import { useShortcut } from "@/lib/shortcuts";
import { NotFoundPage } from "@/shell/errors";

import { FileHeader } from "./file/FileHeader";
import { PaneHeader } from "./file/PaneHeader";
import { Warnings } from "./file/Warnings";
import type { Change, Place } from "./place";
import { ReaderBody } from "./ReaderBody";
import { ReaderToolbar } from "./ReaderToolbar";
import { EvidenceSide, OutlineSide, type Side, SideSheet } from "./Sides";
import { useReader } from "./useReader";

/** A file as it reads, with the words marked that the graph has from it. It fills its parent. */
export function Reader({
  fileId,
  place,
  onPlace,
  onClose,
}: {
  fileId: string;
  place: Place;
  onPlace: (change: Change) => void;
  /** Given where it stands beside something else. */
  onClose?: () => void;
}) {
  const { t } = useTranslation("reader");
  const isPane = onClose !== undefined;
  const reader = useReader({ fileId, place, onPlace, focusAtFirst: !isPane });
  const [sheet, setSheet] = useState<Side>();
  const { file, evidence, error } = reader;
  useShortcut("n", t("keys.next"), () => reader.step(1, true), evidence !== undefined);
  useShortcut("p", t("keys.previous"), () => reader.step(-1, true), evidence !== undefined);
  if (isApiError(error) && error.status === 404 && !isPane) return <NotFoundPage />;
  return (
    <section
      aria-label={t("label")}
      className="@container flex h-full min-h-0 w-full flex-col bg-surface"
    >
      {isPane ? (
        <PaneHeader file={file} place={place} onClose={onClose} />
      ) : (
        <FileHeader file={file} />
      )}
      {error !== null && (
        <div className="p-4">
          <ErrorNotice error={error} onRetry={reader.retry} />
        </div>
      )}
      <ReaderToolbar reader={reader} isPane={isPane} onSheet={setSheet} />
      <Warnings warnings={reader.text.warnings} />
      <div className="flex min-h-0 flex-1">
        <OutlineSide reader={reader} />
        <div className="min-h-0 min-w-0 flex-1">
          {file !== undefined && <ReaderBody key={fileId} file={file} reader={reader} />}
        </div>
        <EvidenceSide reader={reader} />
      </div>
      <SideSheet side={sheet} reader={reader} onClose={() => setSheet(undefined)} />
    </section>
  );
}
