import { useTranslation } from "react-i18next";

import { Skeleton } from "@/components/ui/skeleton";

/** The shape of a job's progress. */
export function ProgressSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" className="space-y-5">
      <span className="sr-only">{t("loading")}</span>
      <Skeleton className="h-8 w-28" />
      <Skeleton className="h-2.5" />
      <Skeleton className="w-2/3" />
      <Skeleton className="h-16" />
      <Skeleton className="h-12" />
    </div>
  );
}
