import { CirclePlay, Pause, PauseCircle, Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { PauseView } from "@/api/generated";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cn } from "@/lib/cn";

import { PauseWords } from "../Situation";
import { PauseDialog } from "./PauseDialog";
import { pauseOf, QUEUE, usePauses } from "./usePauses";

/** Whether jobs are begun at all, and the switch for it. */
export function QueueSwitch({ pauses }: { pauses: readonly PauseView[] }) {
  const { t } = useTranslation("admin");
  const [asking, setAsking] = useState(false);
  const change = usePauses();
  const pause = pauseOf(pauses, QUEUE);
  return (
    <Card className={cn("space-y-3", pause !== undefined && "border-warn bg-warn-soft")}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="flex min-w-0 flex-1 basis-60 items-start gap-3 text-sm">
          {pause === undefined ? (
            <CirclePlay aria-hidden className="size-5 shrink-0 text-good" />
          ) : (
            <PauseCircle aria-hidden className="size-5 shrink-0 text-warn" />
          )}
          <span className="min-w-0">
            {pause === undefined ? t("pause.runs") : <PauseWords pause={pause} />}
          </span>
        </p>
        {pause === undefined ? (
          <Button
            aria-disabled={change.isPending}
            onClick={() => !change.isPending && setAsking(true)}
          >
            <Pause /> {t("pause.queue")}
          </Button>
        ) : (
          <Button
            variant="primary"
            aria-disabled={change.isPending}
            onClick={() => !change.isPending && change.mutate({ ...QUEUE, pausing: false })}
          >
            <Play /> {t("pause.resumeQueue")}
          </Button>
        )}
      </div>
      {change.error !== null && <ErrorNotice error={change.error} />}
      {asking && (
        <PauseDialog
          target={QUEUE}
          title={t("pause.queue")}
          onClose={() => setAsking(false)}
          onPause={(reason) => {
            setAsking(false);
            change.mutate({ ...QUEUE, reason, pausing: true });
          }}
        />
      )}
    </Card>
  );
}
