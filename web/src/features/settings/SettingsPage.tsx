import { useTranslation } from "react-i18next";

import { Page, PageHeader } from "@/components/page";
import { useMe } from "@/shell/me";

import { Appearance } from "./Appearance";
import { Notifications } from "./Notifications";
import { PasswordForm } from "./PasswordForm";
import { Sessions } from "./Sessions";
import { Tokens } from "./Tokens";

/** What a user sets for themselves. */
export default function SettingsPage() {
  const { t } = useTranslation("settings");
  const me = useMe();
  return (
    <Page>
      <PageHeader title={t("title")} description={<bdi>{`${me.name} · ${me.email}`}</bdi>} />
      <div className="max-w-2xl space-y-10">
        <Appearance />
        <Notifications />
        <PasswordForm />
        <Sessions />
        <Tokens />
      </div>
    </Page>
  );
}
