import { Navigate, Outlet, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { NavTabs, Page, PageHeader, useWindowTitle } from "@/components/page";
import { useMe } from "@/shell/me";

import { ADMIN_TABS } from "./tabs";

/** What administrators of the installation look after: each part has an address of its own. */
export default function AdminPage() {
  const { t } = useTranslation("admin");
  const path = useLocation({ select: ({ pathname }) => pathname });
  const open = ADMIN_TABS.findLast(({ to }) => path.startsWith(to)) ?? ADMIN_TABS[0];
  const me = useMe();
  // who took it from themselves has nothing to do here any more
  if (!me.is_admin) return <Navigate to="/" />;
  return (
    <Page wide>
      <PageHeader title={t("title")}>
        <NavTabs
          label={t("tabsLabel")}
          tabs={ADMIN_TABS.map(({ name, to }) => ({
            label: t(`tabs.${name}`),
            link: { to, activeOptions: { exact: true, includeSearch: false } },
          }))}
        />
      </PageHeader>
      <TabTitle title={`${t(`tabs.${open.name}`)} – ${t("title")}`} />
      <Outlet />
    </Page>
  );
}

/** After the header, so that the window tells which part it is. */
function TabTitle({ title }: { title: string }) {
  useWindowTitle(title);
  return null;
}
