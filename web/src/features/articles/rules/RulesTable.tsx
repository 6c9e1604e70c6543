import { Link } from "@tanstack/react-router";
import { Ban, CircleCheck, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { SiteRuleView } from "@/api/generated";
import { Count } from "@/components/numbers";
import { Time } from "@/components/time";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/icon-button";
import { type Column, DataTable } from "@/components/ui/table";
import { useRowKeys } from "@/lib/row-keys";

import { useDeleteRule } from "./useDeleteRule";

/** The rules, the newest first, each with what it decides. */
export function RulesTable({ rules }: { rules: readonly SiteRuleView[] }) {
  const { t } = useTranslation("articles");
  const list = useRowKeys<HTMLDivElement>();
  const remove = useDeleteRule();
  const columns: Column<SiteRuleView>[] = [
    {
      key: "site",
      head: t("rules.host"),
      kind: "title",
      cell: (rule) => (
        <bdi className="line-clamp-2 font-medium break-all" title={siteOf(rule).slice(0, 500)}>
          {siteOf(rule)}
        </bdi>
      ),
    },
    { key: "decision", head: t("rules.decision"), cell: (rule) => <Decision rule={rule} /> },
    { key: "links", head: t("rules.links"), cell: (rule) => <Changed rule={rule} /> },
    {
      key: "made",
      head: t("rules.made"),
      cell: (rule) => (
        <span className="text-soft">
          <Time at={rule.created_at} />
          {rule.created_by_name !== null && (
            <bdi className="line-clamp-1 text-xs">{rule.created_by_name}</bdi>
          )}
        </span>
      ),
    },
    {
      key: "actions",
      head: t("rules.actions"),
      kind: "actions",
      cell: (rule) => (
        <IconButton
          label={t("rules.delete", { site: siteOf(rule).slice(0, 100) })}
          size="small"
          onClick={() => remove(rule)}
        >
          <Trash2 />
        </IconButton>
      ),
    },
  ];
  return (
    <div ref={list}>
      <DataTable
        caption={t("rules.title")}
        columns={columns}
        rows={rules}
        rowKey={({ id }) => id}
      />
    </div>
  );
}

function siteOf({ host, path }: SiteRuleView): string {
  return host + path;
}

function Decision({ rule: { decision } }: { rule: SiteRuleView }) {
  const { t } = useTranslation("articles");
  const isAllowed = decision === "allow";
  return (
    <Badge tone={isAllowed ? "good" : "bad"}>
      {isAllowed ? <CircleCheck aria-hidden /> : <Ban aria-hidden />}
      {t(isAllowed ? "rules.allow" : "rules.block")}
    </Badge>
  );
}

/** How many links it decides, and the way to those. */
function Changed({ rule }: { rule: SiteRuleView }) {
  const { t } = useTranslation("articles");
  const { links, decision, project_id: projectId, host } = rule;
  if (links === 0) return <span className="text-soft">{t("rules.noLinks")}</span>;
  const to =
    decision === "allow"
      ? "/projects/$projectId/articles"
      : "/projects/$projectId/articles/rejected";
  return (
    <Link
      to={to}
      params={{ projectId }}
      search={{ site: host }}
      className="text-accent underline-offset-4 hover:underline"
    >
      <Count value={links} /> {t("rules.linkWord", { count: links })}
    </Link>
  );
}
