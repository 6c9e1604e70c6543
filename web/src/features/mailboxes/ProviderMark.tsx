import { Mail } from "lucide-react";

import { cn } from "@/lib/cn";

import { OTHER } from "./providers";

/** A tile that stands for a provider: its first letter. */
export function ProviderMark({
  preset,
  title,
  className,
}: {
  preset: string;
  title: string | undefined;
  className?: string;
}) {
  return (
    <span
      aria-hidden
      className={cn(
        "flex size-9 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-base font-semibold text-accent-strong",
        className,
      )}
    >
      {preset === OTHER || title === undefined ? <Mail className="size-4" /> : title.charAt(0)}
    </span>
  );
}
