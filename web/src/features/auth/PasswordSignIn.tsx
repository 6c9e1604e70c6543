import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { UserView } from "@/api/generated";
import { authWithPasswordMutation } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

/** E-mail and password. Where there is no password yet, it says how to get in. */
export function PasswordSignIn({ onEnter }: { onEnter: (user: UserView) => void }) {
  const { t } = useTranslation("auth");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({ ...authWithPasswordMutation(), onSuccess: onEnter });
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!signIn.isPending) signIn.mutate({ body: { email, password } });
      }}
    >
      <Field label={t("email")}>
        {(described) => (
          <Input
            {...described}
            type="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("password")}>
        {(described) => (
          <Input
            {...described}
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {signIn.error !== null && <ErrorNotice error={signIn.error} />}
      <Button type="submit" variant="primary" className="w-full" aria-disabled={signIn.isPending}>
        {t("signIn")}
      </Button>
      <p className="text-sm text-soft">{t("noPassword")}</p>
    </form>
  );
}
