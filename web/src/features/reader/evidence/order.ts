import type { EvidenceItem } from "@/api/generated";

const byName = new Intl.Collator(undefined, { numeric: true });

/** Evidence as one reads it: file by file, from the top of each to its end. */
export function inReadingOrder(items: readonly EvidenceItem[]): EvidenceItem[] {
  return [...items].sort(
    (a, b) =>
      byName.compare(a.file_name, b.file_name) ||
      a.file_version - b.file_version ||
      a.file_id.localeCompare(b.file_id) ||
      a.start - b.start ||
      a.end - b.end,
  );
}

export interface Here {
  file: string;
  start: number | undefined;
  end: number | undefined;
}

/** Which of them stands here. */
export function indexOf(items: readonly EvidenceItem[], here: Here): number | undefined {
  const same = (item: EvidenceItem) => item.file_id === here.file && item.start === here.start;
  const exact = items.findIndex((item) => same(item) && item.end === here.end);
  const found = exact === -1 ? items.findIndex(same) : exact;
  return found === -1 ? undefined : found;
}

/** The one after or before this place; none at the end. */
export function neighbour(
  items: readonly EvidenceItem[],
  here: Here,
  step: 1 | -1,
): EvidenceItem | undefined {
  const at = indexOf(items, here);
  if (at !== undefined) return items[at + step];
  const inFile = items.filter(({ file_id: file }) => file === here.file);
  const from = here.start ?? -1;
  const first = inFile[0];
  if (first === undefined) return step === 1 ? items[0] : items.at(-1);
  const later = inFile.find(({ start }) => start > from);
  const next = later === undefined ? items.indexOf(first) + inFile.length : items.indexOf(later);
  return step === 1 ? items[next] : items[next - 1];
}
