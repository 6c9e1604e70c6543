import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { mailboxesListFoldersOptions } from "@/api/generated/@tanstack/react-query.gen";
import { useErrorText } from "@/components/notices";
import { Field, Input, Select } from "@/components/ui/field";

import type { Entered } from "./fields";

/** The folder that is read when none is named: one of those that the server has, where it could be
 * asked, else by its name. */
export function FolderField({
  mailboxId,
  draft,
  onChange,
}: Entered & { mailboxId: string | undefined }) {
  const { t } = useTranslation("mailboxes");
  const say = useErrorText();
  const folders = useFolders(mailboxId);
  const isToBeTyped = mailboxId === undefined || folders.isError;
  return (
    <Field
      label={t("folder")}
      help={folders.isError ? t("foldersUnknown", { why: say(folders.error) }) : t("folderHelp")}
    >
      {(described) =>
        isToBeTyped ? (
          <Input
            {...described}
            required
            autoComplete="off"
            maxLength={500}
            value={draft.folder}
            onChange={({ target }) => onChange({ folder: target.value })}
          />
        ) : (
          <Select
            {...described}
            aria-busy={folders.isPending}
            value={draft.folder}
            onChange={({ target }) => onChange({ folder: target.value })}
          >
            {[...new Set([draft.folder, ...(folders.data?.folders ?? [])])].map((folder) => (
              <option key={folder} value={folder}>
                {folder}
              </option>
            ))}
          </Select>
        )
      }
    </Field>
  );
}

/** The folders of a mailbox, asked of its server; not again soon, and not again when it refused. */
export function useFolders(mailboxId: string | undefined, enabled = true) {
  return useQuery({
    ...mailboxesListFoldersOptions({ path: { mailbox_id: mailboxId ?? "" } }),
    enabled: enabled && mailboxId !== undefined,
    staleTime: 300_000,
    retry: false,
    refetchOnWindowFocus: false,
  });
}
