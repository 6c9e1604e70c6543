import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { UserView } from "@/api/generated";
import { authExchangeLinkMutation } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";

import { PasswordSignIn } from "./PasswordSignIn";

/** A link works once, so it is a person who uses it up: what only looks at links doesn't press. */
export function LinkSignIn({
  secret,
  onEnter,
}: {
  secret: string;
  onEnter: (user: UserView) => void;
}) {
  const { t } = useTranslation("auth");
  const [withPassword, setWithPassword] = useState(false);
  const exchange = useMutation({ ...authExchangeLinkMutation(), onSuccess: onEnter });
  if (withPassword) return <PasswordSignIn onEnter={onEnter} />;
  return (
    <div className="space-y-4">
      {exchange.error === null ? <p>{t("byLink")}</p> : <ErrorNotice error={exchange.error} />}
      <div className="flex flex-wrap items-center gap-4">
        {exchange.error === null && (
          <Button
            variant="primary"
            autoFocus
            aria-disabled={exchange.isPending}
            onClick={() => !exchange.isPending && exchange.mutate({ body: { secret } })}
          >
            {t("signIn")}
          </Button>
        )}
        <Button variant="link" onClick={() => setWithPassword(true)}>
          {t("byPassword")}
        </Button>
      </div>
    </div>
  );
}
