import { formatBytes, formatCount, formatPercent } from "@/lib/format";
import { useLanguage } from "@/lib/language";

export function Count({ value }: { value: number }) {
  return <span className="tabular-nums">{formatCount(value, useLanguage())}</span>;
}

export function Bytes({ value }: { value: number }) {
  return (
    <span className="whitespace-nowrap tabular-nums">{formatBytes(value, useLanguage())}</span>
  );
}

/** A share of 1. */
export function Percent({ share, digits = 0 }: { share: number; digits?: number }) {
  return <span className="tabular-nums">{formatPercent(share, useLanguage(), digits)}</span>;
}
