import { Link, type LinkProps } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";

export type Mood = "good" | "warn" | "bad" | "none";

const SIGNS: Record<Exclude<Mood, "none">, [LucideIcon, string]> = {
  good: [CircleCheck, "text-good"],
  warn: [TriangleAlert, "text-warn"],
  bad: [CircleAlert, "text-bad"],
};

/** One number, what it means, and where there is more about it. */
export function Tile({
  label,
  figure,
  mood = "none",
  children,
  link,
}: {
  label: string;
  /** Undefined or false: on its way. */
  figure: ReactNode;
  mood?: Mood;
  children?: ReactNode;
  link?: LinkProps;
}) {
  const [Sign, colour] = mood === "none" ? [] : SIGNS[mood];
  return (
    <div
      className={cn(
        "relative rounded-xl border border-line bg-surface p-4",
        link !== undefined && "hover:border-line-strong",
      )}
    >
      <dt className="text-xs font-medium text-soft">
        {link === undefined ? (
          label
        ) : (
          <Link {...link} className="rounded after:absolute after:inset-0 hover:text-text">
            {label}
          </Link>
        )}
      </dt>
      <dd className="mt-1 space-y-1">
        <div className="text-xl font-semibold tracking-tight tabular-nums 2xl:text-2xl [&>span]:whitespace-normal">
          {figure === undefined || figure === false ? (
            <Skeleton className="my-1 h-6 w-16" />
          ) : (
            figure
          )}
        </div>
        {children != null && (
          <div className={cn("flex items-start gap-1.5 text-xs", colour ?? "text-soft")}>
            {Sign !== undefined && <Sign aria-hidden className="mt-px size-3.5 shrink-0" />}
            <span className="min-w-0">{children}</span>
          </div>
        )}
      </dd>
    </div>
  );
}
