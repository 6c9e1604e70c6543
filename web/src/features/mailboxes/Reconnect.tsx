import { RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { MailboxView } from "@/api/generated";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";

import { useConsent } from "./consent";

/** Goes to the provider for consent anew: when it was withdrawn or has run out. */
export function Reconnect({ mailbox }: { mailbox: MailboxView }) {
  const { t } = useTranslation("mailboxes");
  const consent = useConsent();
  const { id, project_id: projectId, preset: provider } = mailbox;
  return (
    <div className="space-y-3 text-sm">
      <p>{t("consent.given")}</p>
      {consent.error !== null && <ErrorNotice error={consent.error} />}
      <Button
        aria-disabled={consent.isPending}
        onClick={() => !consent.isPending && consent.mutate({ projectId, mailbox: id, provider })}
      >
        <RotateCw /> {t("reconnect")}
      </Button>
    </div>
  );
}
