import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Duration, Time } from "@/components/time";
import { Section } from "@/components/ui/card";
import { cn } from "@/lib/cn";

import { secondsBetween, type Shown, useServerNow } from "../clock";
import type { Watched } from "../useJob";
import { Connected } from "./Connected";

interface Moment {
  key: "submitted" | "queued" | "started" | "extracting" | "finishing" | "ended";
  at: string;
}

/** From submission to end: when, and for how long. With the jobs that it hangs together with. */
export function Timeline({ job, toldAt }: Shown) {
  const { t } = useTranslation("progress");
  const now = useServerNow(job, toldAt);
  const moments = momentsOf(job);
  return (
    <div className="grid gap-8 md:grid-cols-2">
      <Section title={t("timeline.title")}>
        <ol className="relative ml-1.5 border-l-2 border-line">
          {moments.map((moment, at) => (
            <Point
              key={moment.key}
              at={moment.at}
              name={t(`timeline.${moment.key}`)}
              tone={moment.key === "ended" ? job.status : undefined}
            >
              {moment.key !== "ended" && (
                <Lasted
                  seconds={secondsBetween(moment.at, moments[at + 1]?.at ?? now)}
                  goesOn={moments[at + 1] === undefined}
                />
              )}
            </Point>
          ))}
        </ol>
      </Section>
      <Connected job={job} />
    </div>
  );
}

function Point({
  name,
  at,
  tone,
  children,
}: {
  name: string;
  at: string;
  tone: Watched["status"] | undefined;
  children: ReactNode;
}) {
  return (
    <li className="relative pb-5 pl-6 last:pb-0">
      <span
        aria-hidden
        className={cn(
          "absolute top-1.5 -left-[7px] size-3 rounded-full border-2 border-surface bg-accent",
          tone === "completed" && "bg-good",
          tone === "failed" && "bg-bad",
          tone === "cancelled" && "bg-line-strong",
        )}
      />
      <p className="text-sm font-medium">{name}</p>
      <p className="flex flex-wrap gap-x-3 text-xs text-soft">
        <Time at={at} absolute /> {children}
      </p>
    </li>
  );
}

function Lasted({ seconds, goesOn }: { seconds: number; goesOn: boolean }) {
  const { t } = useTranslation("progress");
  return (
    <span className={goesOn ? "font-medium text-accent" : undefined}>
      <Duration seconds={goesOn ? Math.floor(seconds) : seconds} />
      {goesOn && ` ${t("timeline.soFar")}`}
    </span>
  );
}

/** What has happened, in order. A retry's waiting begins with the retry. */
export function momentsOf(job: Watched): Moment[] {
  const [plan, extract, finish] = job.stages;
  const isRetried = job.attempt > 1;
  const found: [Moment["key"], string | null | undefined][] = [
    ["submitted", job.created_at],
    ["queued", isRetried ? job.queued_at : null],
    ["started", plan?.started_at ?? job.started_at],
    ["extracting", extract?.started_at],
    ["finishing", finish?.started_at],
    ["ended", job.completed_at],
  ];
  return found
    .filter((each): each is [Moment["key"], string] => each[1] != null)
    .map(([key, at]) => ({ key, at }));
}
