import { Check, Circle, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Trial } from "@/api/generated";
import { cn } from "@/lib/cn";

/** How far one gets into a mailbox: what works, what doesn't and why, and what wasn't reached. */
export function TrialSteps({ trial }: { trial: Trial }) {
  const { t } = useTranslation("mailboxes");
  const told = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // at the end of a form that is longer than the screen
    told.current?.scrollIntoView({ block: "nearest" });
  }, [trial]);
  return (
    <div
      ref={told}
      role="status"
      className={cn(
        "scroll-my-24 space-y-3 rounded-lg border p-4 text-sm",
        trial.ok ? "border-good bg-good-soft" : "border-bad bg-bad-soft",
      )}
    >
      <p className="font-medium">
        {trial.ok ? t("trial.works", { count: trial.messages ?? 0 }) : t("trial.fails")}
      </p>
      <ol className="space-y-1.5">
        {trial.steps.map(({ step, ok, message }) => (
          <li key={step} className={cn("flex gap-2.5", ok === null && "text-soft")}>
            <Sign ok={ok} />
            <span className="min-w-0">
              <span className={cn(ok === false && "font-medium")}>{t(`trial.steps.${step}`)}</span>
              {ok === false && (
                <span className="mt-0.5 block" dir="auto">
                  {message}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      {trial.ok && <p className="text-xs text-soft">{t("trial.untouched")}</p>}
    </div>
  );
}

function Sign({ ok }: { ok: boolean | null }) {
  const { t } = useTranslation("mailboxes");
  const look = "mt-0.5 size-4 shrink-0";
  if (ok === null) return <Circle aria-label={t("trial.notReached")} className={look} />;
  return ok ? (
    <Check aria-label={t("trial.ok")} className={cn(look, "text-good")} />
  ) : (
    <X aria-label={t("trial.notOk")} className={cn(look, "text-bad")} />
  );
}
