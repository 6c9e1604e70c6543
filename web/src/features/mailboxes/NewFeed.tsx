import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Rss } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { feedsAddMutation } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { CopyButton } from "@/components/copy-button";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

/** Makes an address for a feed reader, and shows it once: only its hash is stored. */
export function NewFeed({ projectId }: { projectId: string }) {
  const { t } = useTranslation("mailboxes");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const make = useMutation({
    ...feedsAddMutation(),
    onSuccess: async () => {
      setName("");
      await refresh(client, "feedsListOfProject");
    },
  });
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!make.isPending)
          make.mutate({ path: { project_id: projectId }, body: { name: name.trim() } });
      }}
    >
      <div className="flex flex-wrap items-end gap-2">
        <Field label={t("feeds.name")} className="min-w-0 flex-1 basis-60">
          {(described) => (
            <Input
              {...described}
              required
              maxLength={200}
              placeholder={t("feeds.nameExample")}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <Button type="submit" aria-disabled={make.isPending}>
          <Rss /> {t("feeds.make")}
        </Button>
      </div>
      {make.error !== null && <ErrorNotice error={make.error} />}
      {make.data !== undefined && (
        <div
          role="status"
          className="space-y-2 rounded-lg border border-good bg-good-soft p-4 text-sm"
        >
          <p>{t("feeds.once")}</p>
          <p className="flex items-center gap-2">
            <code className="min-w-0 flex-1 rounded bg-surface px-2 py-1.5 break-all">
              {make.data.url}
            </code>
            <CopyButton text={make.data.url} label={t("feeds.copy")} />
          </p>
        </div>
      )}
    </form>
  );
}
