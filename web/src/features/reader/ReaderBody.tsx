import { FileText } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import type { FileView } from "@/api/generated";
import { EmptyState, ErrorNotice } from "@/components/notices";

import { TextSkeleton, Unread } from "./file/Unread";
import { TextView } from "./text/TextView";
import type { ReaderState } from "./useReader";
import { useMarks, useTargets } from "./useMarks";

const PagesView = lazy(() => import("./pages/PagesView"));

/** The file's pages, its text, or why there is none. */
export function ReaderBody({ file, reader }: { file: FileView; reader: ReaderState }) {
  const { view, reading } = reader;
  if (view === "pages") return <Pages file={file} reader={reader} />;
  if (reading.state !== "read") return <Unread file={file} reading={reading} />;
  return <Words file={file} reader={reader} />;
}

function Words({ file, reader }: { file: FileView; reader: ReaderState }) {
  const { t } = useTranslation("reader");
  const { text, position, jump } = reader;
  const marks = useMarks(reader);
  if (text.error !== null)
    return (
      <div className="p-4 @xl:p-8">
        <ErrorNotice error={text.error} onRetry={text.retry} />
      </div>
    );
  if (text.length === 0)
    return (
      <div className="p-4 @xl:p-8">
        <EmptyState icon={FileText} title={t("empty.title")}>
          {t("empty.what")}
        </EmptyState>
      </div>
    );
  if (text.share === 0)
    return (
      <div className="mx-auto max-w-[44rem] p-4 @xl:p-8">
        <TextSkeleton />
      </div>
    );
  return (
    <TextView
      rows={text.rows}
      marks={marks}
      jump={jump}
      label={t("textOf", { name: file.name.slice(0, 200) })}
      position={position}
      onNeed={text.need}
    />
  );
}

function Pages({ file, reader }: { file: FileView; reader: ReaderState }) {
  const { t } = useTranslation("reader");
  const { reading, jump, position } = reader;
  const targets = useTargets(reader);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div role="status">
        {reading.state !== "read" && (
          <p className="border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn">
            {reading.state === "reading" ? t("unread.now") : t("pages.noText")}
          </p>
        )}
      </div>
      <div className="min-h-0 flex-1">
        <Suspense fallback={<div className="h-full bg-sunken" />}>
          <PagesView
            file={file}
            targets={targets}
            jump={jump}
            position={position}
            onText={() => reader.changeView("text")}
          />
        </Suspense>
      </div>
    </div>
  );
}
