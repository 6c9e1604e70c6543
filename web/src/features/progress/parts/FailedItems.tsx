import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Watched } from "../useJob";

/** The way to what failed, and why. */
export function FailedItems({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  return (
    <Link
      to="/jobs/$jobId"
      params={{ jobId: job.id }}
      search={{ tab: "items", items: "failed" }}
      className="font-medium text-accent underline underline-offset-4"
    >
      {t("failedItems")}
    </Link>
  );
}
