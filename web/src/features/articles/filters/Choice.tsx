import { Select } from "@/components/ui/field";
import { cn } from "@/lib/cn";

const LONGEST = 60;

export interface Option {
  value: string;
  label: string;
}

/** One of several, or none of them; a chosen one that isn't among them is offered, too. */
export function Choice({
  label,
  any,
  value,
  options,
  onChoose,
}: {
  label: string;
  /** What it says when none is chosen; without it one is always chosen. */
  any?: string;
  value: string | undefined;
  options: readonly Option[];
  onChoose: (value: string | undefined) => void;
}) {
  const isOffered = value === undefined || options.some((option) => option.value === value);
  const offered = isOffered ? options : [{ value, label: value }, ...options];
  const isChosen = any !== undefined && value !== undefined;
  return (
    <Select
      aria-label={label}
      className={cn(
        "h-10 w-full min-w-0 text-ellipsis md:w-40",
        isChosen && "border-accent bg-accent-soft/60 font-medium",
      )}
      value={value ?? ""}
      onChange={(event) => onChoose(event.target.value || undefined)}
    >
      {any !== undefined && <option value="">{any}</option>}
      {offered.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label.slice(0, LONGEST)}
        </option>
      ))}
    </Select>
  );
}
