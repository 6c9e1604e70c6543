import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { useNotificationPermission } from "@/features/progress/notifications";

/** Whether the browser tells when a job ends while no tab of ours is looked at. */
export function Notifications() {
  const { t } = useTranslation("settings");
  const { permission, ask } = useNotificationPermission();
  return (
    <Section title={t("notifications.title")}>
      <p className="text-sm text-soft">{t(`notifications.${permission}`)}</p>
      {permission === "default" && (
        <Button onClick={() => void ask()}>{t("notifications.allow")}</Button>
      )}
    </Section>
  );
}
