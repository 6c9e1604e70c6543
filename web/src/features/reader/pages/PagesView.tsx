import "./pages.css";

import { FileWarning, LockKeyhole } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState, ErrorNotice } from "@/components/notices";
import { Bytes } from "@/components/numbers";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";

import type { Jump, Position } from "../place";
import { PageScroller } from "./PageScroller";
import type { Target } from "./useBoxes";
import { usePdf } from "./usePdf";

export interface PagesProps {
  file: { id: string; size: number; name: string };
  /** What is marked, with the page where that is known. */
  targets: readonly (Target & { page: number | null })[];
  jump: Jump | undefined;
  position: Position;
}

/** A PDF's pages as they are printed, with what is marked on them. */
export default function PagesView({ onText, ...props }: PagesProps & { onText: () => void }) {
  const { t } = useTranslation("reader");
  const pdf = usePdf(props.file);
  const toText = <Button onClick={onText}>{t("pages.toText")}</Button>;
  switch (pdf.state) {
    case "ready":
      return <PageScroller pdf={pdf.pdf} {...props} />;
    case "loading":
      return <Loading share={pdf.share} />;
    case "asking":
      return (
        <Stated>
          <EmptyState
            icon={FileWarning}
            title={t("pages.large.title")}
            actions={
              <>
                <Button variant="primary" onClick={pdf.load}>
                  {t("pages.large.load")}
                </Button>
                {toText}
              </>
            }
          >
            <Bytes value={props.file.size} />
          </EmptyState>
        </Stated>
      );
    case "unreachable":
      return (
        <Stated>
          <ErrorNotice error={pdf.error} onRetry={pdf.load} />
        </Stated>
      );
    case "unshowable":
      return (
        <Stated>
          <EmptyState
            icon={pdf.why === "password" ? LockKeyhole : FileWarning}
            title={t(`pages.${pdf.why}.title`)}
            actions={toText}
          >
            {t(`pages.${pdf.why}.what`)}
          </EmptyState>
        </Stated>
      );
  }
}

function Stated({ children }: { children: React.ReactNode }) {
  return <div className="h-full overflow-y-auto p-4 @xl:p-8">{children}</div>;
}

function Loading({ share }: { share: number }) {
  const { t } = useTranslation("reader");
  return (
    <div className="flex h-full flex-col items-center gap-4 overflow-hidden bg-sunken p-4">
      <div role="status" className="w-full max-w-xs space-y-2 text-center text-sm text-soft">
        <span>{t("pages.loading")}</span>
        <Progress value={Math.round(share * 100)} label={t("pages.loading")} />
      </div>
      <Skeleton className="h-[60rem] w-full max-w-2xl shrink-0 rounded-none" />
    </div>
  );
}
