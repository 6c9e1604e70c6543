import { AlertTriangle, type LucideIcon, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { isApiError } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

/** Nothing is here yet: why, and what to do. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  actions,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-3 rounded-xl border border-dashed border-line px-6 py-12 text-center">
      <span className="rounded-full bg-accent-soft p-3 text-accent-strong">
        <Icon aria-hidden className="size-6" />
      </span>
      <h2 className="text-base font-semibold">{title}</h2>
      {children != null && <div className="max-w-prose text-sm text-soft">{children}</div>}
      {actions != null && <div className="flex flex-wrap justify-center gap-2 pt-1">{actions}</div>}
    </div>
  );
}

/** What an error says to people: the server's own words, which say what to do, or ours. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!isApiError(error)) return t("errors.unexpected");
    if (error.status === 0) return t("errors.unreachable");
    return error.message || t("errors.unexpected");
  };
}

/** An error in its place, with a way to try again. */
export function ErrorNotice({
  error,
  onRetry,
  children,
  className,
}: {
  error: unknown;
  onRetry?: () => void;
  children?: ReactNode;
  className?: string;
}) {
  const { t } = useTranslation();
  const say = useErrorText();
  return (
    <div
      role="alert"
      className={cn(
        "flex gap-3 rounded-lg border border-bad bg-bad-soft p-4 text-sm text-text",
        className,
      )}
    >
      <AlertTriangle aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 flex-1 space-y-2">
        <p className="whitespace-pre-line">{say(error)}</p>
        {children}
        {onRetry !== undefined && (
          <Button size="small" onClick={onRetry}>
            <RotateCw /> {t("tryAgain")}
          </Button>
        )}
      </div>
    </div>
  );
}
