import type { Problem } from "@/api/generated";

/** A refusal of the server's, or that it couldn't be reached (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem?: Problem, retryAfterSeconds?: number) {
    super(problem?.detail ?? "");
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The last part of the problem's type: "not-found", "conflict"… */
  get slug(): string {
    return this.problem?.type.split("/").at(-1) ?? "unreachable";
  }

  /** A member that this kind of problem has beside the standard ones. */
  member(name: string): unknown {
    return this.problem?.[name];
  }
}

export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError;
}

export function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "detail" in body && "type" in body;
}
