import { Switch as Radix } from "radix-ui";

/** On or off, at once. `label` names it where no visible label does. */
export function Switch({
  checked,
  onChange,
  label,
  disabled,
  id,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label?: string;
  disabled?: boolean;
  id?: string;
}) {
  return (
    <Radix.Root
      {...{ checked, disabled, id }}
      aria-label={label}
      onCheckedChange={onChange}
      className="h-6 w-10 shrink-0 rounded-full bg-line-strong transition-colors disabled:opacity-50 data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="block size-5 translate-x-0.5 rounded-full bg-surface transition-transform data-[state=checked]:translate-x-[1.125rem]" />
    </Radix.Root>
  );
}
