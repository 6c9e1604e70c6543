import { useNavigate } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { OrganizationDepth } from "@/api/generated";
import { EmptyState } from "@/components/notices";
import { Count } from "@/components/numbers";
import { Duration } from "@/components/time";
import { Section } from "@/components/ui/card";
import { type Column, DataTable } from "@/components/ui/table";

import { Bars, BarsLegend } from "../Bars";
import { Choice } from "../Choice";
import { type Group, GROUPS } from "../search";
import { byGroup, type Depth } from "./depth";

/** How much waits and runs: by organization, extractor or priority. */
export function DepthTable({ rows, group }: { rows: readonly OrganizationDepth[]; group: Group }) {
  const { t } = useTranslation(["admin", "jobs"]);
  const navigate = useNavigate();
  const depth = byGroup(rows, group);
  const most = Math.max(1, ...depth.map(({ waiting, running }) => waiting + running));
  const parts = [
    { name: t("column.waiting"), look: "filled" as const },
    { name: t("column.running"), look: "hatched" as const },
  ];
  const name = ({ key, name }: Depth) =>
    group === "priority" ? t(`jobs:priority.${key as "low" | "normal" | "urgent"}`) : name;
  const columns: Column<Depth>[] = [
    {
      key: "name",
      head: t(`queue.by.${group}`),
      kind: "title",
      cell: (row) => (
        <bdi className="line-clamp-2 font-medium" title={name(row)}>
          {name(row)}
        </bdi>
      ),
    },
    {
      key: "bars",
      head: t("column.jobs"),
      className: "md:w-2/5",
      cell: ({ waiting, running }) => <Bars most={most} values={[waiting, running]} />,
    },
    {
      key: "waiting",
      head: t("column.waiting"),
      kind: "number",
      cell: ({ waiting }) => <Count value={waiting} />,
    },
    {
      key: "running",
      head: t("column.running"),
      kind: "number",
      cell: ({ running }) => <Count value={running} />,
    },
    {
      key: "oldest",
      head: t("column.oldest"),
      kind: "number",
      cell: ({ oldest }) => (oldest === null ? "–" : <Duration seconds={oldest} />),
    },
  ];
  return (
    <Section
      title={t("queue.depth")}
      actions={
        <Choice
          label={t("queue.group")}
          value={group}
          choices={GROUPS.map((value) => ({ value, label: t(`queue.by.${value}`) }))}
          onChoose={(by) =>
            void navigate({
              to: ".",
              search: (before) => ({ ...before, by: by === "organization" ? undefined : by }),
              replace: true,
            })
          }
        />
      }
    >
      {depth.length === 0 ? (
        <EmptyState icon={Inbox} title={t("queue.empty")}>
          {t("queue.emptyWhat")}
        </EmptyState>
      ) : (
        <>
          <BarsLegend parts={parts} />
          <DataTable
            caption={t("queue.depth")}
            columns={columns}
            rows={depth}
            rowKey={({ key }) => key}
          />
        </>
      )}
    </Section>
  );
}
