import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

/** A menu under a button. */
export function Menu({
  trigger,
  children,
  align = "end",
  defaultOpen,
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  defaultOpen?: boolean;
}) {
  return (
    <Radix.Root defaultOpen={defaultOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 rounded-lg border border-line bg-raised p-1 shadow-xl"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM =
  "data-highlighted:bg-sunken flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-2 text-sm outline-none data-disabled:cursor-not-allowed data-disabled:opacity-50 [&_svg]:size-4";

export function MenuItem({
  onSelect,
  disabled,
  danger = false,
  asChild,
  children,
}: {
  onSelect?: () => void;
  disabled?: boolean;
  danger?: boolean;
  asChild?: boolean;
  children: ReactNode;
}) {
  return (
    <Radix.Item {...{ onSelect, disabled, asChild }} className={cn(ITEM, danger && "text-bad")}>
      {children}
    </Radix.Item>
  );
}

/** One choice of several, of which one holds. */
export function MenuChoices<T extends string>({
  label,
  value,
  choices,
  onChoose,
}: {
  label: string;
  value: T;
  choices: readonly { value: T; label: string }[];
  onChoose: (value: T) => void;
}) {
  return (
    <>
      <Radix.Label className="px-2.5 pt-2 pb-1 text-xs text-soft">{label}</Radix.Label>
      <Radix.RadioGroup value={value} onValueChange={(chosen) => onChoose(chosen as T)}>
        {choices.map((choice) => (
          <Radix.RadioItem
            key={choice.value}
            value={choice.value}
            className={cn(ITEM, "relative pl-7")}
          >
            <Radix.ItemIndicator className="absolute left-2.5">•</Radix.ItemIndicator>
            {choice.label}
          </Radix.RadioItem>
        ))}
      </Radix.RadioGroup>
    </>
  );
}

export function MenuLine() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
