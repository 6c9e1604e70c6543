import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { newsletterLinksJudge, siteRulesDelete } from "@/api/generated";
import { refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { toast } from "@/lib/toast";

const SECONDS = 10;
/** What a reader's decision on links changes. */
export const JUDGED = [
  "articlesFind",
  "articlesFindMarked",
  "articlesGet",
  "articlesFacets",
  "newsletterLinksFindRejected",
  "newsletterMessagesFind",
  "siteRulesListOfProject",
] as const;

/** A reader's decision on a link. */
export interface Judging {
  linkId: string;
  /** What the link leads to, as people call it. */
  title: string;
  site: string;
  /** `null`: as the rules say. */
  kept: boolean | null;
  /** For all of the site, from now on. */
  always?: boolean;
  /** The decision before: what undoing goes back to. */
  before: boolean | null;
}

/** Decides whether a link is an article, at once; what is said then offers to undo it. */
export function useJudge(): (judging: Judging) => Promise<void> {
  const { t } = useTranslation(["articles", "common"]);
  const client = useQueryClient();
  const say = useErrorText();
  return useCallback(
    async ({ linkId, title, site, kept, always = false, before }) => {
      const path = { link_id: linkId };
      try {
        const { data } = await newsletterLinksJudge({ path, body: { kept, always } });
        const rule = data.site_rule;
        const undo = async () => {
          // what the mail itself says against a link, no rule for a site overrules: there it was both
          if (rule != null) await siteRulesDelete({ path: { rule_id: rule.id } });
          await newsletterLinksJudge({ path, body: { kept: before, always: false } });
          await refresh(client, ...JUDGED);
        };
        toast(
          t(`judged.${outcomeOf(kept, always)}`, {
            title: title.slice(0, 80),
            site: site.slice(0, 80),
          }),
          {
            duration: SECONDS * 1000,
            description:
              data.changed > 1 ? t("judged.changed", { count: data.changed }) : undefined,
            action: {
              label: t("common:undo"),
              onClick: () => void undo().catch((error: unknown) => toast.error(say(error))),
            },
          },
        );
        await refresh(client, ...JUDGED);
      } catch (error) {
        toast.error(say(error));
      }
    },
    [t, client, say],
  );
}

function outcomeOf(kept: boolean | null, always: boolean) {
  if (kept === null) return "once.asRules" as const;
  return `${always ? "always" : "once"}.${kept ? "kept" : "rejected"}` as const;
}
