import { useTranslation } from "react-i18next";

import type { OrganizationTotal } from "@/api/generated";
import { Bytes } from "@/components/numbers";
import { Section } from "@/components/ui/card";
import { type Column, DataTable } from "@/components/ui/table";

import { Bars, BarsLegend } from "../Bars";

/** What each organization stores, the largest first. */
export function Organizations({ organizations }: { organizations: readonly OrganizationTotal[] }) {
  const { t } = useTranslation("admin");
  const most = Math.max(1, ...organizations.map(({ blobs }) => blobs.bytes));
  const columns: Column<OrganizationTotal>[] = [
    {
      key: "name",
      head: t("column.organization"),
      kind: "title",
      cell: ({ name }) => (
        <bdi className="line-clamp-2 font-medium" title={name}>
          {name}
        </bdi>
      ),
    },
    {
      key: "bars",
      head: t("column.stored"),
      className: "md:w-2/5",
      cell: ({ files, artifacts }) => <Bars most={most} values={[files.bytes, artifacts.bytes]} />,
    },
    {
      key: "files",
      head: t("storage.files"),
      kind: "number",
      cell: ({ files }) => <Bytes value={files.bytes} />,
    },
    {
      key: "artifacts",
      head: t("storage.artifacts"),
      kind: "number",
      cell: ({ artifacts }) => <Bytes value={artifacts.bytes} />,
    },
    {
      key: "all",
      head: t("storage.together"),
      kind: "number",
      cell: ({ blobs }) => <Bytes value={blobs.bytes} />,
    },
  ];
  return (
    <Section title={t("storage.byOrganization")}>
      <BarsLegend
        parts={[
          { name: t("storage.files"), look: "filled" },
          { name: t("storage.artifacts"), look: "hatched" },
        ]}
      />
      <DataTable
        caption={t("storage.byOrganization")}
        columns={columns}
        rows={organizations}
        rowKey={({ organization_id }) => organization_id}
      />
    </Section>
  );
}
