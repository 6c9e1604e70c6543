import { useTranslation } from "react-i18next";

// "Under “Sponsors”: …": the words that the rule found
const QUOTED = /^[^“]{0,20}“[^”]*”: /;

/** What a rule's stage is called. */
export function useStageName(): (stage: string) => string {
  const { t, i18n } = useTranslation("articles");
  return (stage) =>
    i18n.exists(`articles:stage.${stage}`) ? t(`stage.${stage as "host"}`) : stage;
}

/** What a link is: an advertisement, a picture… */
export function useKindName(): (kind: string) => string {
  const { t, i18n } = useTranslation("articles");
  return (kind) => (i18n.exists(`articles:kind.${kind}`) ? t(`kind.${kind as "other"}`) : kind);
}

/** What a rule rejects, in two or three words; of rules that have none, the reason that they give. */
export function useRuleName(): (rule: { rule_id: string; reason: string }) => string {
  const { t, i18n } = useTranslation("articles");
  return ({ rule_id, reason }) =>
    i18n.exists(`articles:rule.${rule_id}`)
      ? t(`rule.${rule_id as "score"}`)
      : reason.replace(QUOTED, "");
}
