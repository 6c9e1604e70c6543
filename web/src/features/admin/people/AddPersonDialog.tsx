import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { usersAddMutation } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

import { OneTimeLink } from "./OneTimeLink";
import { PersonForm } from "./PersonForm";

/** Adds somebody, and then shows the link that signs them in. */
export function AddPersonDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["admin", "common"]);
  const client = useQueryClient();
  const form = useId();
  const add = useMutation({
    ...usersAddMutation(),
    onSuccess: () => refresh(client, "usersListAll", "usersListOrganizations"),
  });
  const made = add.data;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("people.add")}
      footer={
        made === undefined ? (
          <>
            <Button onClick={onClose}>{t("common:cancel")}</Button>
            <Button type="submit" form={form} variant="primary" aria-disabled={add.isPending}>
              {t("people.addGo")}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={add.reset}>{t("people.addAnother")}</Button>
            <Button variant="primary" onClick={onClose}>
              {t("people.done")}
            </Button>
          </>
        )
      }
    >
      {made === undefined ? (
        <PersonForm
          id={form}
          error={add.error}
          onSubmit={(body) => !add.isPending && add.mutate({ body })}
        />
      ) : (
        <OneTimeLink link={made.link} name={made.user.name} />
      )}
    </Dialog>
  );
}
