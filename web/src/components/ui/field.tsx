import { type ComponentProps, type ReactNode, useId } from "react";

import { cn } from "@/lib/cn";

export const CONTROL =
  "border-line-strong bg-surface placeholder:text-soft aria-invalid:border-bad h-10 w-full rounded-md border px-3 text-sm disabled:opacity-60";

interface Described {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean;
}

/** A label, a control, a help text and an error, tied together for screen readers. */
export function Field({
  label,
  help,
  error,
  optional,
  children,
  className,
}: {
  label: ReactNode;
  help?: ReactNode;
  error?: ReactNode;
  /** Words that say that it may be left out. */
  optional?: string;
  children: (described: Described) => ReactNode;
  className?: string;
}) {
  const id = useId();
  const told = [help != null && `${id}-help`, error != null && `${id}-error`].filter(Boolean);
  return (
    <div className={cn("space-y-1.5", className)}>
      <label htmlFor={id} className="flex items-baseline gap-2 text-sm font-medium">
        {label}
        {optional !== undefined && (
          <span className="text-xs font-normal text-soft">{optional}</span>
        )}
      </label>
      {children({
        id,
        "aria-describedby": told.join(" ") || undefined,
        "aria-invalid": error != null,
      })}
      {help != null && (
        <p id={`${id}-help`} className="text-xs text-soft">
          {help}
        </p>
      )}
      {error != null && (
        <p id={`${id}-error`} className="text-xs text-bad" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(CONTROL, className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(CONTROL, "h-auto min-h-24 py-2", className)} {...props} />;
}

/** The browser's own select: it works with every keyboard, reader and phone. */
export function Select({ className, ...props }: ComponentProps<"select">) {
  return <select className={cn(CONTROL, "pr-8", className)} {...props} />;
}

export function Checkbox({ className, ...props }: Omit<ComponentProps<"input">, "type">) {
  return <input type="checkbox" className={cn("size-4 accent-accent", className)} {...props} />;
}
