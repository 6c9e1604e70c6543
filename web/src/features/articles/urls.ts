/** An address as it may be linked to; none for everything that isn't of the web. */
export function webAddress(url: string): string | undefined {
  try {
    const { protocol, href } = new URL(url);
    return protocol === "http:" || protocol === "https:" ? href : undefined;
  } catch {
    return undefined;
  }
}

const LONGEST = 2000;

/** An address to be read: without what all of them have. */
export function readable(url: string): string {
  return url
    .slice(0, LONGEST)
    .replace(/^https?:\/\/(www\.)?/i, "")
    .replace(/\/$/, "");
}

/** Opens it beside this page, which it learns nothing of. */
export function openBeside(url: string): void {
  const address = webAddress(url);
  if (address !== undefined) window.open(address, "_blank", "noopener,noreferrer");
}
