import { client } from "@/api/generated/client.gen";
import { ApiError, isProblem } from "@/api/problem";

/** Called once, before the first request. All refusals become `ApiError`s. */
export function configureClient(): void {
  client.setConfig({ baseUrl: window.location.origin, throwOnError: true });
  client.interceptors.error.use((body, response: Response | undefined) =>
    asApiError(body, response),
  );
}

export function asApiError(body: unknown, response: Response | undefined): unknown {
  if (body instanceof DOMException && body.name === "AbortError") return body;
  if (response === undefined || response.ok) return new ApiError(0);
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return new ApiError(
    response.status,
    isProblem(body) ? body : undefined,
    Number.isFinite(seconds) ? seconds : undefined,
  );
}
