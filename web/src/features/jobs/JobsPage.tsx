import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Page, PageHeader } from "@/components/page";

import { JobsView } from "./JobsView";

/** The jobs of all projects that the user sees. */
export default function JobsPage() {
  const { t } = useTranslation("jobs");
  const search = useSearch({ from: "/app/jobs" });
  return (
    <Page wide>
      <PageHeader title={t("title")} />
      <JobsView search={search} />
    </Page>
  );
}
