import { lazy, Suspense } from "react";

import { SkeletonLines } from "@/components/ui/skeleton";

import type { Reading } from "../search";

const ReaderPane = lazy(() => import("@/features/reader/ReaderPane"));

/** The source, at the words of a piece of evidence, without leaving the page: over the canvas or the
 * table, beside it where there is room. */
export function ReadBeside({
  reading,
  concept,
  onRead,
  onClose,
}: {
  reading: Reading;
  /** Whose evidence next and previous go through. */
  concept: string | undefined;
  onRead: (reading: Reading) => void;
  onClose: () => void;
}) {
  return (
    <div className="fixed inset-x-0 top-14 bottom-0 z-30 bg-surface lg:absolute lg:inset-0 lg:z-20 2xl:static 2xl:w-[44rem] 2xl:shrink-0 2xl:border-l 2xl:border-line">
      <Suspense fallback={<SkeletonLines className="p-4" />}>
        <ReaderPane
          fileId={reading.file}
          start={reading.start}
          end={reading.end}
          {...(concept !== undefined && { concept })}
          onRead={onRead}
          onClose={onClose}
        />
      </Suspense>
    </div>
  );
}
