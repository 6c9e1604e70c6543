/** Time zones, and moments as their clocks show them. */

export function readersZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All that the browser knows, by region; with one that it may not know. */
export function zonesByRegion(also: string): [region: string, zones: string[]][] {
  const known = new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), also]);
  const regions = new Map<string, string[]>();
  for (const zone of known) {
    const region = zone.includes("/") ? zone.slice(0, zone.indexOf("/")) : "UTC";
    regions.set(region, [...(regions.get(region) ?? []), zone]);
  }
  return [...regions.entries()];
}

/** "Europe/Berlin" → "Berlin"; "America/Argentina/Salta" → "Argentina, Salta". */
export function nameOfZone(zone: string): string {
  const [, ...place] = zone.split("/");
  return place.length === 0 ? zone : place.join(", ").replaceAll("_", " ");
}

/** "Mon, 2 Mar, 07:00" as that zone's clocks show it. */
export function formatInZone(moment: string, zone: string, language: string): string {
  const shown: Intl.DateTimeFormatOptions = {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  };
  return new Intl.DateTimeFormat(language, {
    ...shown,
    ...(isKnown(zone) && { timeZone: zone }),
  }).format(new Date(moment));
}

function isKnown(zone: string): boolean {
  try {
    Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
