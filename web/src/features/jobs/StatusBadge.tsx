import {
  Ban,
  CheckCircle2,
  CircleDashed,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Status } from "@/api/generated";
import { Badge, type Tone } from "@/components/ui/badge";

interface Shown {
  status: Status;
  cancelling?: boolean;
  failed_items?: number;
}

const LOOKS: Record<Status | "cancelling" | "partial", [LucideIcon, Tone]> = {
  pending: [Hourglass, "neutral"],
  running: [LoaderCircle, "info"],
  cancelling: [CircleDashed, "warn"],
  completed: [CheckCircle2, "good"],
  partial: [TriangleAlert, "warn"],
  failed: [CircleX, "bad"],
  cancelled: [Ban, "neutral"],
};

/** A job's state by sign, word and colour. Completed with failed items never looks like success. */
export function StatusBadge({ status, cancelling = false, failed_items = 0 }: Shown) {
  const { t } = useTranslation("jobs");
  const shown = cancelling
    ? "cancelling"
    : status === "completed" && failed_items > 0
      ? "partial"
      : status;
  const [Icon, tone] = LOOKS[shown];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className={shown === "running" ? "motion-safe:animate-spin" : undefined} />
      {t(`status.${shown}`)}
    </Badge>
  );
}
