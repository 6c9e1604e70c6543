import { Link } from "@tanstack/react-router";
import { MailPlus } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { MailboxView } from "@/api/generated";
import { useErrorText } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";

import { useMailboxes } from "./useMailboxes";

interface Described {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean;
}

/** A mailbox of the project, to choose; or the way to add one. */
export function MailboxPicker({
  projectId,
  value,
  onChange,
  described,
}: {
  projectId: string;
  value: unknown;
  onChange: (mailboxId: string | null) => void;
  described: Described;
}) {
  const { t } = useTranslation("mailboxes");
  const say = useErrorText();
  const { data, error } = useMailboxes(projectId);
  if (error !== null)
    return (
      <p role="alert" className="text-sm text-bad">
        {say(error)}
      </p>
    );
  if (data === undefined) return <Skeleton className="h-10" />;
  const { mailboxes } = data;
  const chosen = mailboxes.find(({ id }) => id === value);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {mailboxes.length === 0 && <p className="mr-2 text-sm text-soft">{t("noneYet")}</p>}
      {mailboxes.length > 0 && (
        <Select
          {...described}
          className="min-w-0 flex-1 basis-56"
          value={chosen?.id ?? ""}
          onChange={({ target }) => onChange(target.value || null)}
        >
          {chosen === undefined && <option value="">{t("choose")}</option>}
          {mailboxes.map((mailbox) => (
            <option key={mailbox.id} value={mailbox.id}>
              {nameOf(mailbox)}
            </option>
          ))}
        </Select>
      )}
      <Button asChild>
        <Link
          to="/projects/$projectId/mailboxes"
          params={{ projectId }}
          search={{ mailbox: "new" }}
        >
          <MailPlus /> {t("new")}
        </Link>
      </Button>
    </div>
  );
}

function nameOf({ name, user_name }: MailboxView): string {
  const shown = name.slice(0, 80);
  return name === user_name ? shown : `${shown} (${user_name.slice(0, 80)})`;
}
