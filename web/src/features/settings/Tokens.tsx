import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import {
  tokensCreateMutation,
  tokensListMineOptions,
  tokensRevokeMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { CopyButton } from "@/components/copy-button";
import { ErrorNotice } from "@/components/notices";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/field";
import { SkeletonLines } from "@/components/ui/skeleton";

/** Tokens with which programs act in the user's name. */
export function Tokens() {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const tokens = useQuery(tokensListMineOptions());
  const revoke = useMutation({
    ...tokensRevokeMutation(),
    onSuccess: () => refresh(client, "tokensListMine"),
  });
  return (
    <Section title={t("tokens.title")}>
      <p className="text-sm text-soft">{t("tokens.what")}</p>
      {tokens.isPending && <SkeletonLines lines={2} />}
      {tokens.isError && <ErrorNotice error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {revoke.error !== null && <ErrorNotice error={revoke.error} />}
      <ul className="divide-y divide-line rounded-lg border border-line empty:hidden">
        {tokens.data?.tokens.map((token) => (
          <li key={token.id} className="flex items-center gap-3 px-4 py-3 text-sm">
            <KeyRound aria-hidden className="size-4 shrink-0 text-soft" />
            <div className="min-w-0 flex-1">
              <bdi className="line-clamp-1">{token.name}</bdi>
              <p className="text-xs text-soft">
                {t("tokens.made")} <Time at={token.created_at} />
              </p>
            </div>
            <Button
              size="small"
              variant="danger"
              onClick={() => revoke.mutate({ path: { token_id: token.id } })}
            >
              {t("tokens.revoke")}
            </Button>
          </li>
        ))}
      </ul>
      <NewToken />
    </Section>
  );
}

function NewToken() {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const create = useMutation({
    ...tokensCreateMutation(),
    onSuccess: async () => {
      setName("");
      await refresh(client, "tokensListMine");
    },
  });
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!create.isPending) create.mutate({ body: { name } });
      }}
    >
      <div className="flex flex-wrap items-end gap-2">
        <Field label={t("tokens.name")} className="min-w-0 flex-1 basis-60">
          {(described) => (
            <Input
              {...described}
              required
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" aria-disabled={create.isPending}>
          {t("tokens.create")}
        </Button>
      </div>
      {create.error !== null && <ErrorNotice error={create.error} />}
      {create.data !== undefined && (
        <div
          role="status"
          className="space-y-2 rounded-lg border border-good bg-good-soft p-4 text-sm"
        >
          <p>{t("tokens.once")}</p>
          <p className="flex items-center gap-2">
            <code className="min-w-0 flex-1 rounded bg-surface px-2 py-1.5 break-all">
              {create.data.secret}
            </code>
            <CopyButton text={create.data.secret} />
          </p>
        </div>
      )}
    </form>
  );
}
