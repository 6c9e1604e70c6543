import { Progress as Radix } from "radix-ui";

import { cn } from "@/lib/cn";

import type { Tone } from "./badge";

const FILL: Record<Tone, string> = {
  neutral: "bg-line-strong",
  accent: "bg-accent",
  info: "bg-info",
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
};

/** A bar from 0 to 100; `null`: under way, nobody knows how far. */
export function Progress({
  value,
  label,
  tone = "accent",
  className,
}: {
  value: number | null;
  label: string;
  tone?: Tone;
  className?: string;
}) {
  return (
    <Radix.Root
      value={value}
      aria-label={label}
      className={cn(
        "h-2.5 w-full overflow-hidden rounded-full border border-line bg-sunken",
        className,
      )}
    >
      <Radix.Indicator
        className={cn(
          "h-full rounded-full transition-[width] duration-300",
          FILL[tone],
          value === null && "w-1/3 animate-pulse",
        )}
        style={value === null ? undefined : { width: `${value}%` }}
      />
    </Radix.Root>
  );
}
