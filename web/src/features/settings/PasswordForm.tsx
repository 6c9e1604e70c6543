import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/lib/toast";

import { authSetPasswordMutation } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/field";
import { useMe } from "@/shell/me";

/** Setting the first password, or another one. */
export function PasswordForm() {
  const { t } = useTranslation(["settings", "common"]);
  const me = useMe();
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    ...authSetPasswordMutation(),
    onSuccess: async () => {
      setCurrent("");
      setNext("");
      await refresh(client, "authMe", "authListMine");
      toast.success(t("common:saved"));
    },
  });
  const submit = () =>
    change.mutate({ body: { new: next, current: me.needs_current_password ? current : null } });
  return (
    <Section title={t(me.has_password ? "password.change" : "password.set")}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!change.isPending) submit();
        }}
      >
        <input type="hidden" autoComplete="username" value={me.email} readOnly />
        {me.needs_current_password && (
          <Field label={t("password.current")}>
            {(described) => (
              <Input
                {...described}
                type="password"
                autoComplete="current-password"
                required
                value={current}
                onChange={(event) => setCurrent(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label={t("password.new")} help={t("password.help")}>
          {(described) => (
            <Input
              {...described}
              type="password"
              autoComplete="new-password"
              required
              minLength={10}
              maxLength={200}
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
        {change.error !== null && <ErrorNotice error={change.error} />}
        <Button type="submit" aria-disabled={change.isPending}>
          {t("common:save")}
        </Button>
      </form>
    </Section>
  );
}
