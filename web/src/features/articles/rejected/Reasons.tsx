import { useTranslation } from "react-i18next";

import type { ReasonFacet } from "@/api/generated";
import { Count } from "@/components/numbers";
import { cn } from "@/lib/cn";

import { useFacets } from "../filters/useFacetOptions";
import { type RejectedSearch, STAGES } from "../search";
import { useFilter } from "../useListState";
import { useRuleName, useStageName } from "../words";

/** Why links were left out, by the rule's stage, with how many of each: a click lists those. */
export function Reasons({ projectId, search }: { projectId: string; search: RejectedSearch }) {
  const { t } = useTranslation("articles");
  const stageName = useStageName();
  const ruleName = useRuleName();
  const filter = useFilter();
  const facets = useFacets(projectId);
  if (facets === undefined || facets.reasons.length === 0) return <div className="max-lg:hidden" />;
  return (
    <nav
      aria-label={t("rejected.reasons")}
      className="sticky top-18 max-h-[calc(100dvh-5.5rem)] space-y-4 overflow-y-auto pr-1 max-lg:hidden"
    >
      <Entry
        label={t("rejected.all")}
        count={facets.rejected}
        isChosen={search.stage === undefined && search.rule === undefined}
        onChoose={() => filter({ stage: undefined, rule: undefined })}
      />
      {byStage(facets.reasons).map(({ stage, rules, links }) => (
        <section key={stage} aria-label={stageName(stage)}>
          <Entry
            label={stageName(stage)}
            count={links}
            isHead
            isChosen={search.stage === stage && search.rule === undefined}
            onChoose={() => filter({ stage, rule: undefined })}
          />
          {rules.map((rule) => (
            <Entry
              key={rule.rule_id + rule.reason}
              label={ruleName(rule)}
              count={rule.links}
              isChosen={search.rule === rule.rule_id}
              onChoose={() => filter({ stage, rule: rule.rule_id })}
            />
          ))}
        </section>
      ))}
    </nav>
  );
}

function Entry({
  label,
  count,
  isHead = false,
  isChosen,
  onChoose,
}: {
  label: string;
  count: number;
  isHead?: boolean;
  isChosen: boolean;
  onChoose: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onChoose}
      title={label.slice(0, 300)}
      className={cn(
        "flex w-full items-baseline gap-2 rounded-md px-2.5 py-1.5 text-left text-sm outline-offset-[-2px]",
        isHead && "text-xs font-semibold",
        isChosen
          ? "bg-accent-soft font-medium text-accent-strong"
          : "text-soft hover:bg-sunken hover:text-text",
      )}
    >
      <span className="min-w-0 flex-1 truncate">{label}</span>
      <span className="text-xs">
        <Count value={count} />
      </span>
    </button>
  );
}

interface StageReasons {
  stage: string;
  links: number;
  rules: ReasonFacet[];
}

/** In the order of the stages; of one rule's reasons, which may differ in a name, one line. */
export function byStage(reasons: readonly ReasonFacet[]): StageReasons[] {
  const stages = new Map<string, Map<string, ReasonFacet>>();
  for (const reason of reasons) {
    const rules = stages.get(reason.stage) ?? new Map<string, ReasonFacet>();
    const known = rules.get(reason.rule_id);
    const links = (known?.links ?? 0) + reason.links;
    rules.set(reason.rule_id, { ...(known ?? reason), links });
    stages.set(reason.stage, rules);
  }
  const place = (stage: string) => {
    const at = (STAGES as readonly string[]).indexOf(stage);
    return at === -1 ? STAGES.length : at;
  };
  return [...stages]
    .sort(([a], [b]) => place(a) - place(b))
    .map(([stage, rules]) => ({
      stage,
      rules: [...rules.values()].sort((a, b) => b.links - a.links),
      links: [...rules.values()].reduce((sum, { links }) => sum + links, 0),
    }));
}
