import type { ReactNode } from "react";

import type { FieldProblem } from "./schema/values";

/** A part of the form under its heading, with what is wrong with the whole of it. */
export function Part({
  title,
  problems = [],
  children,
}: {
  title: string;
  problems?: readonly FieldProblem[];
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="space-y-4">
      <h3 className="text-sm font-semibold">{title}</h3>
      {problems.map(({ field, problem }) => (
        <p
          key={field + problem}
          role="alert"
          className="rounded-md bg-bad-soft p-3 text-sm text-bad"
        >
          {problem}
        </p>
      ))}
      {children}
    </section>
  );
}
