import { cn } from "@/lib/cn";

/** Told apart by pattern as well as by colour. */
const LOOKS = {
  filled: "bg-accent",
  hatched:
    "bg-[repeating-linear-gradient(45deg,var(--info)_0_3px,var(--info-soft)_3px_6px)] ring-1 ring-info ring-inset",
};
const ORDER = ["filled", "hatched"] as const;

/** A bar of up to two parts; `most` is the full width. The numbers stand beside it. */
export function Bars({ most, values }: { most: number; values: readonly number[] }) {
  return (
    <div aria-hidden className="flex h-3 w-full min-w-24 overflow-hidden rounded-sm bg-sunken">
      {values.map((value, nth) => (
        <div
          key={nth}
          className={cn("h-full", LOOKS[ORDER[nth] ?? "filled"], value > 0 && "min-w-0.5")}
          style={{ width: `${(100 * value) / most}%` }}
        />
      ))}
    </div>
  );
}

export function BarsLegend({
  parts,
}: {
  parts: readonly { name: string; look: keyof typeof LOOKS }[];
}) {
  return (
    <ul aria-hidden className="flex flex-wrap gap-4 text-xs text-soft">
      {parts.map(({ name, look }) => (
        <li key={name} className="flex items-center gap-1.5">
          <span className={cn("h-3 w-5 rounded-sm", LOOKS[look])} /> {name}
        </li>
      ))}
    </ul>
  );
}
