import { lazy, Suspense, useEffect, useState } from "react";

import { onToast, waitingToasts } from "@/lib/toast";

const Toaster = lazy(() => import("./toaster"));

/** Where messages appear. What shows them is loaded when the first one comes. */
export function Toasts() {
  const [wanted, setWanted] = useState(() => waitingToasts().length > 0);
  useEffect(() => onToast(() => setWanted(true)), []);
  if (!wanted) return null;
  return (
    <Suspense>
      <Toaster />
    </Suspense>
  );
}
