import { Ban, CircleSlash } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { VerdictNote } from "@/api/generated";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";

import { Verdicts } from "../Verdicts";
import type { ArticleActions } from "./useArticleActions";

/** Why it counts as an article, rule by rule, and how to disagree. */
export function Why({
  verdicts,
  site,
  actions,
}: {
  verdicts: readonly VerdictNote[] | undefined;
  site: string;
  actions: ArticleActions;
}) {
  const { t } = useTranslation("articles");
  return (
    <section aria-label={t("why.kept")} className="space-y-3">
      <h3 className="text-sm font-semibold">{t("why.kept")}</h3>
      {verdicts === undefined ? <Skeleton className="h-20" /> : <Verdicts verdicts={verdicts} />}
      <div className="flex flex-wrap gap-2 pt-1">
        <Button size="small" onClick={() => actions.reject(false)}>
          <CircleSlash /> {t("reject.once")}
        </Button>
        <Button
          size="small"
          title={t("reject.alwaysHelp", { site: site.slice(0, 100) })}
          onClick={() => actions.reject(true)}
        >
          <Ban /> {t("reject.always")}
        </Button>
      </div>
    </section>
  );
}
