import type { Uploaded } from "@/api/generated";
import { ApiError, isProblem } from "@/api/problem";

/** Sends one file. XMLHttpRequest, because it alone tells how much has been sent.
 *
 * Rejects with an `ApiError`; when `cancelled` is aborted, with its reason. */
export function sendFile(
  projectId: string,
  file: File,
  name: string,
  tell: (sentBytes: number) => void,
  cancelled: AbortSignal,
): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/projects/${projectId}/files?folders=true`);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded }) => tell(loaded);
    request.onload = () => {
      if (request.status === 201) resolve(request.response as Uploaded);
      else reject(refusal(request.status, request.response));
    };
    request.onerror = () => reject(new ApiError(0));
    request.onabort = () => reject(cancelled.reason as Error);
    cancelled.addEventListener("abort", () => request.abort(), { once: true });
    const form = new FormData();
    form.append("files", file, name);
    request.send(form);
  });
}

function refusal(status: number, body: unknown): ApiError {
  return new ApiError(status, isProblem(body) ? body : undefined);
}
