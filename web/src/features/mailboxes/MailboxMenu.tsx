import { useNavigate } from "@tanstack/react-router";
import { Ellipsis, Pencil, RotateCw, Star, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { MailboxView } from "@/api/generated";
import { useErrorText } from "@/components/notices";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { toast } from "@/lib/toast";
import { useMe } from "@/shell/me";

import { useConsent } from "./consent";
import { useDeleteMailbox, useMakeDefault, useProvider } from "./useMailboxes";

/** What is rarely done with a mailbox. */
export function MailboxMenu({ mailbox }: { mailbox: MailboxView }) {
  const { t } = useTranslation(["mailboxes", "common"]);
  const me = useMe();
  const navigate = useNavigate();
  const say = useErrorText();
  const makeDefault = useMakeDefault();
  const remove = useDeleteMailbox();
  const consent = useConsent();
  const provider = useProvider(mailbox.preset);
  const { id, project_id: projectId, preset } = mailbox;
  const connect = () =>
    consent.mutate(
      { projectId, mailbox: id, provider: preset },
      { onError: (error) => toast.error(say(error)) },
    );
  return (
    <Menu
      trigger={
        <IconButton size="small" label={t("actionsOf", { name: mailbox.name.slice(0, 60) })}>
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem
        onSelect={() =>
          void navigate({ to: ".", search: (before) => ({ ...before, mailbox: id }) })
        }
      >
        <Pencil /> {t("change")}
      </MenuItem>
      {provider?.can_consent === true && (
        <MenuItem onSelect={connect}>
          <RotateCw /> {t("reconnect")}
        </MenuItem>
      )}
      {!mailbox.is_default && mailbox.created_by === me.id && (
        <MenuItem onSelect={() => makeDefault(mailbox)}>
          <Star /> {t("makeDefault")}
        </MenuItem>
      )}
      <MenuLine />
      <MenuItem danger onSelect={() => remove(mailbox)}>
        <Trash2 /> {t("common:delete")}
      </MenuItem>
    </Menu>
  );
}
