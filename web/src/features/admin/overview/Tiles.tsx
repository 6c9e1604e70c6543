import { useTranslation } from "react-i18next";

import type { WholeQueue } from "@/api/generated";
import { Count, Percent } from "@/components/numbers";
import { Duration } from "@/components/time";

import { type Mood, Tile } from "../Tile";
import { failureRate } from "./series";
import { useHistory } from "./useHistory";

const MANY_FAIL = 0.25;
const SOME_FAIL = 0.05;
const LONG_SECONDS = 3600;

/** How it is now, in five numbers. */
export function Tiles({ queue }: { queue: WholeQueue | undefined }) {
  const { t } = useTranslation("admin");
  return (
    <dl
      className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-5"
      aria-label={t("now.title")}
    >
      <Tile
        label={t("now.waiting")}
        figure={queue && <Count value={queue.waiting} />}
        link={{ to: "/admin/queue" }}
      >
        {queue && t(queue.waiting === 0 ? "now.nothingWaits" : "now.waitingHelp")}
      </Tile>
      <Tile
        label={t("now.running")}
        figure={queue && <Count value={queue.running} />}
        link={{ to: "/admin/queue" }}
      >
        {queue && t("now.admitted", { count: queue.fleet.admitted })}
      </Tile>
      <Oldest seconds={queue?.oldest_seconds} />
      <Workers queue={queue} />
      <Failures />
    </dl>
  );
}

function Oldest({ seconds }: { seconds: number | null | undefined }) {
  const { t } = useTranslation("admin");
  const isLong = (seconds ?? 0) > LONG_SECONDS;
  return (
    <Tile
      label={t("now.oldest")}
      figure={seconds === null ? "–" : seconds !== undefined && <Duration seconds={seconds} />}
      mood={isLong ? "warn" : "none"}
      link={{ to: "/admin/queue" }}
    >
      {seconds !== undefined && t(seconds === null ? "now.nobodyWaits" : "now.oldestHelp")}
    </Tile>
  );
}

function Workers({ queue }: { queue: WholeQueue | undefined }) {
  const { t } = useTranslation("admin");
  const fleet = queue?.fleet;
  return (
    <Tile
      label={t("now.workers")}
      figure={fleet && <Count value={fleet.workers} />}
      mood={fleet === undefined ? "none" : fleet.slots === 0 ? "bad" : "good"}
      link={{ to: "/admin/workers" }}
    >
      {fleet &&
        (fleet.workers === 0
          ? t("now.noWorker")
          : fleet.slots === 0
            ? t("now.allPaused")
            : `${t("now.slots", { count: fleet.slots })}${fleet.paused_workers > 0 ? `, ${t("now.pausedWorkers", { count: fleet.paused_workers })}` : ""}`)}
    </Tile>
  );
}

function Failures() {
  const { t } = useTranslation("admin");
  const { data } = useHistory("24h", undefined);
  const rate = data && failureRate(data.hours);
  const failed = data?.hours.reduce((sum, hour) => sum + hour.failed, 0) ?? 0;
  return (
    <Tile
      label={t("now.failures")}
      figure={rate === null ? "–" : rate !== undefined && <Percent share={rate} digits={1} />}
      mood={moodOf(rate)}
      link={{ to: "/admin/dead-letters" }}
    >
      {rate !== undefined &&
        (rate === null ? t("now.noneEnded") : t("now.failed", { count: failed }))}
    </Tile>
  );
}

function moodOf(rate: number | null | undefined): Mood {
  if (rate == null) return "none";
  return rate >= MANY_FAIL ? "bad" : rate >= SOME_FAIL ? "warn" : "good";
}
