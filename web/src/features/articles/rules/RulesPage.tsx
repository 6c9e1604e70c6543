import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Scale } from "lucide-react";
import { useTranslation } from "react-i18next";

import { siteRulesListOfProjectOptions } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { SkeletonLines } from "@/components/ui/skeleton";

import { RuleForm } from "./RuleForm";
import { RulesTable } from "./RulesTable";

/** The project's own rules on sites: what is always taken, and what never. */
export default function RulesPage() {
  const { t } = useTranslation("articles");
  const { projectId } = useParams({ from: "/app/projects/$projectId/articles/rules" });
  const rules = useQuery(siteRulesListOfProjectOptions({ path: { project_id: projectId } }));
  return (
    <div className="max-w-4xl space-y-6">
      <p className="max-w-prose text-sm text-soft">{t("rules.what")}</p>
      <RuleForm projectId={projectId} />
      {rules.isPending ? (
        <SkeletonLines lines={3} />
      ) : rules.isError ? (
        <ErrorNotice error={rules.error} onRetry={() => void rules.refetch()} />
      ) : rules.data.rules.length === 0 ? (
        <EmptyState icon={Scale} title={t("rules.none")}>
          {t("rules.noneWhat")}
        </EmptyState>
      ) : (
        <RulesTable rules={rules.data.rules} />
      )}
    </div>
  );
}
