import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

const ExtractDialog = lazy(() => import("./ExtractDialog"));

/** The form that starts an extraction, where the address asks for it. */
export function ExtractHost() {
  const { extract: projectId, again, from } = useSearch({ from: "/app" });
  const navigate = useNavigate();
  if (projectId === undefined) return null;
  const close = (watch?: string) =>
    void navigate({
      to: ".",
      search: (before) => ({
        ...before,
        extract: undefined,
        again: undefined,
        from: undefined,
        watch,
      }),
      replace: true,
    });
  return (
    <Suspense>
      <ExtractDialog
        key={projectId + (again ?? "") + (from ?? "")}
        {...{ projectId, again, from }}
        onClose={close}
      />
    </Suspense>
  );
}
