import { asApiError } from "@/api/client";

/** A file's bytes; `told` hears how much of them, of 1, is here. */
export async function fileBytes(
  file: { id: string; size: number },
  told: (share: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(`/api/files/${file.id}/content`, { signal });
  } catch (error) {
    throw asApiError(error, undefined);
  }
  if (!response.ok || response.body === null) {
    const body: unknown = await response.json().catch(() => undefined);
    throw asApiError(body, response);
  }
  const bytes = new Uint8Array(file.size);
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes.set(value.subarray(0, bytes.length - length), length);
    length += value.length;
    told(Math.min(1, length / Math.max(1, file.size)));
  }
  return bytes.subarray(0, Math.min(length, bytes.length));
}
