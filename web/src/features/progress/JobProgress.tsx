import { useTranslation } from "react-i18next";

import { Actions } from "./parts/Actions";
import { Bar } from "./parts/Bar";
import { Facts } from "./parts/Facts";
import { Failure } from "./parts/Failure";
import { Lost } from "./parts/Lost";
import { Outcome } from "./parts/Outcome";
import { Stages } from "./parts/Stages";
import { Steps } from "./parts/Steps";
import { Waiting } from "./parts/Waiting";
import { Warnings } from "./parts/Warnings";
import type { JobWatch, Watched } from "./useJob";

/** How a job gets on, and what can be done about it: the same in the dialog and on its page. */
export function JobProgress({ job, watch }: { job: Watched; watch: JobWatch }) {
  const shown = { job, toldAt: watch.toldAt };
  return (
    <div className="space-y-5">
      <Spoken job={job} />
      {watch.isLost && <Lost toldAt={watch.toldAt} />}
      <Bar job={job} />
      <Waiting job={job} />
      <Facts {...shown} />
      <Steps job={job} />
      <Stages {...shown} />
      <Failure job={job} />
      <Outcome job={job} />
      <Warnings job={job} />
      <Actions {...shown} />
    </div>
  );
}

/** For screen readers: the state, and every tenth percent; more would be chatter. */
function Spoken({ job }: { job: Watched }) {
  const { t } = useTranslation(["progress", "jobs"]);
  const tens = Math.floor(job.progress / 10) * 10;
  return (
    <p role="status" className="sr-only">
      {t(`jobs:status.${job.cancelling ? "cancelling" : job.status}`)}
      {job.status === "running" && `, ${t("percent", { value: tens })}`}
    </p>
  );
}
