import { isApiError } from "@/api/problem";
import type { FieldProblem } from "@/features/extract/schema/values";

/** The fields that a refusal names, in the words of the form; none: it is about something else. */
export function problemsOf(error: unknown): readonly FieldProblem[] {
  const fields = isApiError(error) ? error.member("fields") : undefined;
  return Array.isArray(fields) ? (fields as FieldProblem[]) : [];
}
