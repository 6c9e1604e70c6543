import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { PersonView } from "@/api/generated";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

/** Name and address; a refusal is told above. */
export function PersonNames({
  person,
  rename,
}: {
  person: PersonView;
  rename: (name: string, email: string) => Promise<unknown>;
}) {
  const { t } = useTranslation(["admin", "common"]);
  const [name, setName] = useState(person.name);
  const [email, setEmail] = useState(person.email);
  const isChanged = name !== person.name || email !== person.email;
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) rename(name, email).catch(() => undefined);
      }}
    >
      <Field label={t("common:name")}>
        {(described) => (
          <Input
            {...described}
            required
            maxLength={200}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <Field label={t("people.email")}>
        {(described) => (
          <Input
            {...described}
            type="email"
            required
            maxLength={320}
            value={email}
            onChange={({ target }) => setEmail(target.value)}
          />
        )}
      </Field>
      {isChanged && <Button type="submit">{t("common:save")}</Button>}
    </form>
  );
}
