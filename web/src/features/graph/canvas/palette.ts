/** A hue for the light and for the dark ground. */
type Pair = readonly [light: string, dark: string];

/** Ten colours of which any two stay apart for eyes with protanopia, deuteranopia or tritanopia too,
 * on each ground. */
export const PALETTE: readonly Pair[] = [
  ["#32618e", "#069ce4"],
  ["#c46016", "#b4481e"],
  ["#4b916e", "#4cf0c2"],
  ["#8f68cb", "#7d56b8"],
  ["#bba500", "#e8d34f"],
  ["#e97ab2", "#d4679f"],
  ["#30aff8", "#b8befe"],
  ["#9c2e5a", "#fd9976"],
  ["#154a06", "#037465"],
  ["#551a76", "#a5931b"],
];
const NEUTRAL: Pair = ["#93a09f", "#71807f"];
const GROUND: Pair = ["#ffffff", "#141d1c"];
const TEXT: Pair = ["#14201f", "#e7eeed"];
const SOFT: Pair = ["#4a5a59", "#a7b5b3"];
const LINE: Pair = ["#bcc7c7", "#3a4a47"];
const ACCENT: Pair = ["#0f766e", "#5eead4"];

/** The colours of a drawing: what CSS says to everything else, for a canvas. */
export interface Inks {
  ground: string;
  text: string;
  soft: string;
  line: string;
  accent: string;
  neutral: string;
  /** By community; what isn't in it is neutral. */
  communities: ReadonlyMap<number, string>;
}

/** Gives each of the ten biggest communities a colour of its own: the one of its number where it is
 * free, so that colours stay when sizes change. */
export function coloursOf(biggestFirst: readonly number[]): ReadonlyMap<number, number> {
  const given = new Map<number, number>();
  const free = new Set(PALETTE.keys());
  const chosen = biggestFirst.slice(0, PALETTE.length);
  for (const number of chosen) {
    if (free.delete(number % PALETTE.length)) given.set(number, number % PALETTE.length);
  }
  for (const number of chosen) {
    if (given.has(number)) continue;
    const [next] = free;
    if (next === undefined) break;
    free.delete(next);
    given.set(number, next);
  }
  return given;
}

export function inksOf(colours: ReadonlyMap<number, number>, dark: boolean): Inks {
  const shade = (pair: Pair | undefined) => (pair ?? NEUTRAL)[dark ? 1 : 0];
  return {
    ground: shade(GROUND),
    text: shade(TEXT),
    soft: shade(SOFT),
    line: shade(LINE),
    accent: shade(ACCENT),
    neutral: shade(NEUTRAL),
    communities: new Map([...colours].map(([number, at]) => [number, shade(PALETTE[at])])),
  };
}

export function colourOf(inks: Inks, community: number | null): string {
  return (community === null ? undefined : inks.communities.get(community)) ?? inks.neutral;
}

const mixed = new Map<string, string>();

/** `share` of one colour and the rest of another, both as #rrggbb. */
export function mix(one: string, other: string, share: number): string {
  const key = one + other + String(share);
  const known = mixed.get(key);
  if (known !== undefined) return known;
  const parts = [1, 3, 5].map((at) => {
    const value = (text: string) => Number.parseInt(text.slice(at, at + 2), 16);
    return Math.round(value(one) * share + value(other) * (1 - share))
      .toString(16)
      .padStart(2, "0");
  });
  const made = `#${parts.join("")}`;
  mixed.set(key, made);
  return made;
}
