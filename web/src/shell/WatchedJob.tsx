import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

const ProgressDialog = lazy(() => import("@/features/progress/ProgressDialog"));

/** The progress of the job that the address names, over whatever page is open. */
export function WatchedJob() {
  const { watch } = useSearch({ from: "/app" });
  const navigate = useNavigate();
  if (watch === undefined) return null;
  const close = () =>
    void navigate({ to: ".", search: ({ watch: _, ...rest }) => rest, replace: true });
  return (
    <Suspense>
      <ProgressDialog jobId={watch} onClose={close} />
    </Suspense>
  );
}
