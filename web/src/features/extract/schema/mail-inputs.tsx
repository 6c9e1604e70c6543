import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/notices";
import { Chips } from "@/components/ui/chips";
import { useFolders } from "@/features/mailboxes/FolderField";
import { MailboxPicker } from "@/features/mailboxes/MailboxPicker";

import type { Described, FieldProps } from "./SchemaField";
import { useConfigPlace } from "./place";

type Props = FieldProps & { described: Described };

const FOLDERS_OFFERED = 12;

/** A mailbox of the project. */
export function MailboxInput({ described, value, onChange }: Props) {
  const place = useConfigPlace();
  if (place === undefined) return null;
  return (
    <MailboxPicker
      projectId={place.projectId}
      value={value}
      onChange={onChange}
      described={described}
    />
  );
}

/** Addresses, domains and patterns; whole lists of them can be pasted. */
export function SendersInput({ described, value, onChange }: Props) {
  const { t } = useTranslation("extract");
  return (
    <Chips
      described={described}
      values={textsOf(value)}
      onChange={onChange}
      separators={/[\s,;]+/}
      placeholder={t("senderExample")}
      inputMode="email"
    />
  );
}

/** Folders of the chosen mailbox: its server's are offered as soon as the field is used. */
export function FoldersInput({ described, value, onChange }: Props) {
  const { t } = useTranslation("extract");
  const say = useErrorText();
  const mailboxId = useConfigPlace()?.mailboxId;
  const [isUsed, setUsed] = useState(false);
  const folders = useFolders(typeof mailboxId === "string" ? mailboxId : undefined, isUsed);
  const chosen = textsOf(value);
  const others = folders.data?.folders.filter((folder) => !chosen.includes(folder)) ?? [];
  return (
    <div className="space-y-2">
      <Chips
        described={described}
        values={chosen}
        onChange={onChange}
        separators={/\n/}
        onFocus={() => setUsed(true)}
        offered={others.slice(0, FOLDERS_OFFERED)}
      />
      {folders.isError && (
        <p role="alert" className="text-xs text-warn">
          {t("foldersUnknown", { why: say(folders.error) })}
        </p>
      )}
    </div>
  );
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
