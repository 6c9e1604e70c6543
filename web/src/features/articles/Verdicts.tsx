import { CircleCheck, CircleMinus, CirclePlus, CircleX, Dot, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { VerdictNote } from "@/api/generated";
import { cn } from "@/lib/cn";
import { useLanguage } from "@/lib/language";

import { useStageName } from "./words";

const STRONG = 0.3;

type Weight = "strongFor" | "for" | "note" | "against" | "strongAgainst";
const LOOKS: Record<Weight | "keeps" | "rejects", readonly [LucideIcon, string]> = {
  keeps: [CircleCheck, "text-good"],
  rejects: [CircleX, "text-bad"],
  strongFor: [CirclePlus, "text-good"],
  for: [CirclePlus, "text-good"],
  note: [Dot, "text-soft"],
  against: [CircleMinus, "text-warn"],
  strongAgainst: [CircleMinus, "text-warn"],
};

/** How much a note weighs, in words. */
export function weightOf(score: number): Weight {
  if (score === 0) return "note";
  if (score >= STRONG) return "strongFor";
  if (score > 0) return "for";
  return score <= -STRONG ? "strongAgainst" : "against";
}

/** What each rule said, one after the other; the last one decided. */
export function Verdicts({ verdicts }: { verdicts: readonly VerdictNote[] }) {
  const { t } = useTranslation("articles");
  return (
    <ol aria-label={t("why.chain")} className="space-y-2.5">
      {verdicts.map((verdict, at) => (
        <Line key={at} verdict={verdict} />
      ))}
    </ol>
  );
}

function Line({ verdict }: { verdict: VerdictNote }) {
  const { t } = useTranslation("articles");
  const stage = useStageName();
  const { decision, score, reason } = verdict;
  const what = decision === "notes" ? weightOf(score) : decision;
  const [Icon, colour] = LOOKS[what];
  return (
    <li className="flex gap-2.5 text-sm">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", colour)} />
      <div className="min-w-0 flex-1">
        <p className={cn(decision !== "notes" && "font-medium")}>
          <bdi className="line-clamp-4" title={reason.slice(0, 1000)}>
            {reason}
          </bdi>
        </p>
        <p className="flex flex-wrap gap-x-2 text-xs text-soft">
          <span>{stage(verdict.stage)}</span>
          <span aria-hidden>·</span>
          <span>
            {t(`why.weight.${what}`)} <Score verdict={verdict} />
          </span>
        </p>
      </div>
    </li>
  );
}

/** The figure behind the words: a note's share, or what all of them came to. */
function Score({ verdict: { decision, score, stage } }: { verdict: VerdictNote }) {
  const { t } = useTranslation("articles");
  const language = useLanguage();
  if (decision === "notes") {
    if (Math.abs(score) < 0.005) return null;
    const share = new Intl.NumberFormat(language, { signDisplay: "always" }).format(score * 100);
    return <span className="tabular-nums">({share})</span>;
  }
  if (stage !== "score") return null;
  return <span>({t("why.ofHundred", { score: Math.round(score * 100) })})</span>;
}
