import { Link } from "@tanstack/react-router";
import { CircleAlert, PauseCircle } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { PauseView, WholeQueue } from "@/api/generated";
import { Time } from "@/components/time";

import { PersonName } from "./PersonName";

/** What keeps jobs from running, and who decided so. */
export function Situation({ queue }: { queue: WholeQueue | undefined }) {
  const { t } = useTranslation("admin");
  if (queue === undefined) return null;
  const { fleet, pauses } = queue;
  return (
    <div role="status" className="space-y-2 empty:hidden">
      {fleet.workers === 0 && (
        <Notice icon={CircleAlert}>
          {t("situation.noWorker")} <ToWorkers>{t("situation.addWorker")}</ToWorkers>
        </Notice>
      )}
      {fleet.workers > 0 && fleet.slots === 0 && (
        <Notice icon={PauseCircle}>
          {t("situation.allPaused")} <ToWorkers>{t("situation.toWorkers")}</ToWorkers>
        </Notice>
      )}
      {pauses.map((pause) => (
        <Notice key={pause.kind + pause.name} icon={PauseCircle}>
          <PauseWords pause={pause} />{" "}
          <Link to="/admin/queue" className="font-medium underline underline-offset-4">
            {t("situation.toQueue")}
          </Link>
        </Notice>
      ))}
    </div>
  );
}

/** What is paused, by whom, since when, and why. */
export function PauseWords({ pause }: { pause: PauseView }) {
  const { t } = useTranslation("admin");
  return (
    <>
      {pause.kind === "queue" ? (
        t("situation.queuePaused")
      ) : (
        <>
          {t("situation.extractorPaused")} <bdi className="font-medium">{pause.name}</bdi>.
        </>
      )}{" "}
      <PersonName id={pause.paused_by} />, <Time at={pause.paused_at} />
      {pause.reason !== "" && (
        <>
          : <bdi>{pause.reason}</bdi>
        </>
      )}
    </>
  );
}

function ToWorkers({ children }: { children: ReactNode }) {
  return (
    <Link to="/admin/workers" className="font-medium underline underline-offset-4">
      {children}
    </Link>
  );
}

function Notice({ icon: Icon, children }: { icon: typeof CircleAlert; children: ReactNode }) {
  return (
    <p className="flex gap-3 rounded-lg border border-warn bg-warn-soft px-4 py-3 text-sm text-warn">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">{children}</span>
    </p>
  );
}
