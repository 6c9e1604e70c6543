import { Ban, OctagonX } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";

import { useCancelJob } from "../actions";
import { secondsBetween, type Shown, useServerNow } from "../clock";
import { isActive } from "../useJob";
import { Retry } from "./Retry";

/** A worker that answers stops within two seconds. */
const STUCK_SECONDS = 8;

/** Cancel while it is active, retry when it has ended. */
export function Actions({ job, toldAt }: Shown) {
  return isActive(job.status) ? <Cancel job={job} toldAt={toldAt} /> : <Retry job={job} />;
}

function Cancel({ job, toldAt }: Shown) {
  const { t } = useTranslation(["common", "progress", "jobs"]);
  const { cancel, isPending, error } = useCancelJob(job.id);
  const isCancelling = job.cancelling || isPending;
  return (
    <div className="space-y-3">
      <Button
        variant={isCancelling ? "secondary" : "danger"}
        aria-disabled={isCancelling}
        onClick={() => !isCancelling && cancel()}
      >
        <Ban /> {isCancelling ? t("jobs:status.cancelling") : t("progress:cancelJob")}
      </Button>
      {job.cancelling && <Stuck job={job} toldAt={toldAt} onForce={() => cancel(true)} />}
      {error !== null && !job.cancelling && <ErrorNotice error={error} />}
    </div>
  );
}

/** Its work doesn't stop: it can be ended without. */
function Stuck({ job, toldAt, onForce }: Shown & { onForce: () => void }) {
  const { t } = useTranslation("progress");
  const silent = secondsBetween(job.updated_at, useServerNow(job, toldAt));
  if (silent < STUCK_SECONDS) return <p className="text-sm text-soft">{t("cancelHelp")}</p>;
  return (
    <div className="space-y-2 rounded-lg bg-warn-soft p-3 text-sm">
      <p className="text-warn">{t("stuck")}</p>
      <Button size="small" variant="danger" onClick={onForce}>
        <OctagonX /> {t("force")}
      </Button>
    </div>
  );
}
