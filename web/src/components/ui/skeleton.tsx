import { useTranslation } from "react-i18next";

import { cn } from "@/lib/cn";

/** The shape of what is coming. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("h-4 animate-pulse rounded-md bg-line/60", className)} />;
}

/** Some lines that are coming, told to screen readers once. */
export function SkeletonLines({ lines = 4, className }: { lines?: number; className?: string }) {
  const { t } = useTranslation();
  return (
    <div role="status" className={cn("space-y-3", className)}>
      <span className="sr-only">{t("loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className={cn("h-10", line % 3 === 2 && "w-4/5")} />
      ))}
    </div>
  );
}
