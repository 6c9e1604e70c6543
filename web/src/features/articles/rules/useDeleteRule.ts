import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { siteRulesDelete, type SiteRulesView, type SiteRuleView } from "@/api/generated";
import { operationOf, refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { toast } from "@/lib/toast";
import { doUnlessUndone } from "@/lib/undo";

import { JUDGED } from "../judging";

/** Takes a rule off the list at once, and deletes it some seconds later unless that is undone. */
export function useDeleteRule(): (rule: SiteRuleView) => void {
  const { t } = useTranslation(["articles", "common"]);
  const client = useQueryClient();
  const say = useErrorText();
  const again = () => refresh(client, ...JUDGED);
  return (rule) =>
    doUnlessUndone({
      message: t("rules.deleted", { site: (rule.host + rule.path).slice(0, 80) }),
      undo: t("common:undo"),
      begin: () =>
        client.setQueriesData<SiteRulesView>(
          { predicate: ({ queryKey }) => operationOf(queryKey) === "siteRulesListOfProject" },
          (data) => data && { ...data, rules: data.rules.filter(({ id }) => id !== rule.id) },
        ),
      revert: () => void again(),
      act: async (leaving) => {
        await siteRulesDelete({ path: { rule_id: rule.id }, keepalive: leaving });
        await again();
      },
      fail: (error) => toast.error(say(error)),
    });
}
