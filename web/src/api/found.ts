import { notFound } from "@tanstack/react-router";

import { isApiError } from "@/api/problem";

/** For loaders of pages: what the server doesn't have, or doesn't show to this user, is no failure
 * but a page that isn't there. */
export async function found<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (isApiError(error) && error.status === 404) throw notFound();
    throw error;
  }
}
