import type { EvidenceItem } from "@/api/generated";

const LONGEST = 600;
const LEAD = 160;

/** A quote around the name in it. Long ones are cut, so that the name is in what is left. */
export function quoteParts({
  quote,
  start,
  name_start: from,
  name_end: to,
}: Pick<EvidenceItem, "quote" | "start" | "name_start" | "name_end">): {
  before: string;
  name: string;
  after: string;
} {
  // offsets count code points, JavaScript's strings UTF-16 units
  const characters = Array.from(quote);
  const [first, last] = [(from ?? start) - start, (to ?? start) - start];
  const isInside = first >= 0 && last <= characters.length && first < last;
  const [begin, end] = isInside ? [first, last] : [0, 0];
  const cut = characters.length > LONGEST && begin > LEAD ? begin - LEAD : 0;
  const until = Math.min(characters.length, cut + LONGEST);
  const part = (a: number, b: number) => characters.slice(a, b).join("");
  return {
    before: (cut > 0 ? "… " : "") + part(cut, begin),
    name: part(begin, Math.min(end, until)),
    after: part(Math.min(end, until), until) + (until < characters.length ? " …" : ""),
  };
}
