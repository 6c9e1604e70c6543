import type { Point } from "../series";

/** How one row of numbers is told from the others: never by its colour alone. */
export type Look = "solid" | "dashed" | "dotted" | "filled" | "hatched" | "speckled";

export interface Series {
  of: Exclude<keyof Point, "at">;
  name: string;
  look: Look;
  /** A role of the palette. */
  colour: "accent" | "info" | "good" | "bad" | "warn" | "line-strong";
}

const DASHES: Partial<Record<Look, string>> = { dashed: "7 4", dotted: "2 4" };

export function dashOf({ look }: Series): string | undefined {
  return DASHES[look];
}

export function strokeOf({ colour }: Series): string {
  return `var(--${colour})`;
}

/** The colour or pattern that an area is filled with; `Patterns` must be on the page. */
export function fillOf({ look, colour }: Series): string {
  return look === "hatched" || look === "speckled" ? `url(#plot-${look})` : `var(--${colour})`;
}

/** The patterns that plots name, once for all of them. */
export function Patterns() {
  return (
    <svg aria-hidden className="absolute size-0">
      <defs>
        <pattern
          id="plot-hatched"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" fill="var(--bad-soft)" />
          <rect width="3" height="6" fill="var(--bad)" />
        </pattern>
        <pattern id="plot-speckled" width="5" height="5" patternUnits="userSpaceOnUse">
          <rect width="5" height="5" fill="var(--sunken)" />
          <circle cx="2.5" cy="2.5" r="1.4" fill="var(--line-strong)" />
        </pattern>
      </defs>
    </svg>
  );
}

/** A piece of the line or area, as it is drawn. */
export function Swatch({ series }: { series: Series }) {
  const isArea = ["filled", "hatched", "speckled"].includes(series.look);
  return (
    <svg aria-hidden width="22" height="12" className="shrink-0">
      {isArea ? (
        <rect
          x="0.5"
          y="0.5"
          width="21"
          height="11"
          rx="2"
          fill={fillOf(series)}
          stroke={strokeOf(series)}
        />
      ) : (
        <line
          x1="0"
          x2="22"
          y1="6"
          y2="6"
          strokeWidth="2.5"
          stroke={strokeOf(series)}
          strokeDasharray={dashOf(series)}
        />
      )}
    </svg>
  );
}
