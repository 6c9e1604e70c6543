/** Between moments with a zone and what `<input type="datetime-local">` holds, in the reader's zone. */

/** "2026-03-01T07:00:00Z" → "2026-03-01T08:00" in Berlin; empty for what isn't a time. */
export function toLocal(moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return "";
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The moment, with its zone; none while nothing is entered. */
export function fromLocal(local: string): string | undefined {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
