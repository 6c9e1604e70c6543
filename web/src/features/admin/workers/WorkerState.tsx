import {
  CircleCheck,
  CircleSlash,
  CircleX,
  HeartCrack,
  Hourglass,
  type LucideIcon,
  PauseCircle,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import type { WorkerView } from "@/api/generated";
import { Badge, type Tone } from "@/components/ui/badge";

const LOOKS: Record<WorkerView["state"], [LucideIcon, Tone]> = {
  running: [CircleCheck, "good"],
  draining: [Hourglass, "warn"],
  paused: [PauseCircle, "warn"],
  silent: [HeartCrack, "bad"],
  stopped: [CircleSlash, "neutral"],
  lost: [CircleX, "bad"],
};

/** A worker's state by sign, word and colour, and what it means. */
export function WorkerState({ state }: Pick<WorkerView, "state">) {
  const { t } = useTranslation("admin");
  const [Icon, tone] = LOOKS[state];
  return (
    <>
      <Badge tone={tone}>
        <Icon aria-hidden /> {t(`workers.state.${state}`)}
      </Badge>
      {state !== "running" && (
        <p className="mt-1 max-w-60 text-xs text-soft">{t(`workers.stateHelp.${state}`)}</p>
      )}
    </>
  );
}
