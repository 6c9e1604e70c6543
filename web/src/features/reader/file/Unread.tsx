import {
  Download,
  FileClock,
  FileX2,
  type LucideIcon,
  RotateCw,
  Scaling,
  Waypoints,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import type { FileView } from "@/api/generated";
import { isApiError } from "@/api/problem";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useOpenExtract } from "@/features/extract/open";

import type { useReading } from "./useReading";

const ICONS: Record<"unreadable" | "too_large" | "later", LucideIcon> = {
  unreadable: FileX2,
  too_large: Scaling,
  later: FileClock,
};

/** In place of a text that isn't there yet, or won't be: why, and what to do. */
export function Unread({
  file,
  reading,
}: {
  file: FileView;
  reading: ReturnType<typeof useReading>;
}) {
  const { t } = useTranslation(["reader", "common"]);
  const openExtract = useOpenExtract();
  if (reading.state === "read") return null;
  if (reading.state === "reading") return <ReadingNow waits={reading.waits} />;
  if (reading.state === "failed")
    return (
      <Stated>
        {isApiError(reading.error) && reading.error.status === 503 ? (
          <EmptyState
            icon={FileClock}
            title={t("unread.busy.title")}
            actions={<Again onClick={reading.again} />}
          >
            {t("unread.busy.what")}
          </EmptyState>
        ) : (
          <ErrorNotice error={reading.error} onRetry={reading.again} />
        )}
      </Stated>
    );
  const { kind } = reading;
  return (
    <Stated>
      <div role="alert">
        <EmptyState
          icon={ICONS[kind]}
          title={t(`unread.${kind}.title`)}
          actions={
            <>
              {kind === "later" ? (
                <Button
                  variant="primary"
                  onClick={() => openExtract(file.project_id, { files: [file.id] })}
                >
                  <Waypoints /> {t("unread.extract")}
                </Button>
              ) : (
                <Again onClick={reading.again} />
              )}
              <Button asChild>
                <a href={`/api/files/${file.id}/content`} download>
                  <Download /> {t("common:download")}
                </a>
              </Button>
            </>
          }
        >
          <p className="whitespace-pre-line">
            <bdi>{reading.detail}</bdi>
          </p>
        </EmptyState>
      </div>
    </Stated>
  );
}

function Again({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button onClick={onClick}>
      <RotateCw /> {t("tryAgain")}
    </Button>
  );
}

function Stated({ children }: { children: React.ReactNode }) {
  return <div className="h-full overflow-y-auto p-4 @xl:p-8">{children}</div>;
}

function ReadingNow({ waits }: { waits: boolean }) {
  const { t } = useTranslation("reader");
  return (
    <div className="h-full overflow-hidden px-4 py-8 @xl:px-8">
      <div className="mx-auto max-w-[44rem] space-y-4">
        <p role="status" className="text-sm text-soft">
          {waits ? t("unread.waits") : t("unread.now")}
        </p>
        <TextSkeleton />
      </div>
    </div>
  );
}

/** The shape of a text. */
export function TextSkeleton() {
  return (
    <div aria-hidden className="space-y-4 pt-2">
      <Skeleton className="h-7 w-1/2" />
      {Array.from({ length: 14 }, (_, line) => (
        <Skeleton key={line} className={line % 5 === 4 ? "mb-8 w-2/5" : ""} />
      ))}
    </div>
  );
}
