import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

const look = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-md text-sm font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent hover:bg-accent-strong",
        secondary: "border border-line bg-surface hover:bg-sunken",
        quiet: "text-soft hover:bg-sunken hover:text-text",
        danger: "border border-bad text-bad hover:bg-bad-soft",
        link: "text-accent underline-offset-4 hover:underline",
      },
      size: {
        small: "h-8 px-2.5",
        medium: "h-10 px-4",
        large: "h-12 px-6 text-base",
        icon: "size-10",
      },
    },
    compoundVariants: [{ variant: "link", className: "h-auto px-0" }],
    defaultVariants: { variant: "secondary", size: "medium" },
  },
);

type Look = VariantProps<typeof look>;

/** A real button; `asChild` gives its look to a link. */
export function Button({
  variant,
  size,
  asChild = false,
  className,
  ...props
}: ComponentProps<"button"> & Look & { asChild?: boolean }) {
  const Element = asChild ? Slot.Root : "button";
  return (
    <Element
      {...(!asChild && { type: "button" as const })}
      className={cn(look({ variant, size }), className)}
      {...props}
    />
  );
}
