import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

export function Card({ className, ...props }: ComponentProps<"div">) {
  return (
    <div className={cn("rounded-xl border border-line bg-surface p-5", className)} {...props} />
  );
}

/** A part of a page under a heading of its own. */
export function Section({
  title,
  actions,
  children,
  className,
  ...props
}: Omit<ComponentProps<"section">, "title"> & { title: string; actions?: React.ReactNode }) {
  return (
    <section aria-label={title} className={cn("space-y-3", className)} {...props}>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
