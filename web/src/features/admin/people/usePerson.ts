import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/lib/toast";

import {
  type PersonView,
  usersChange,
  usersDisable,
  usersEnable,
  usersPutMember,
  usersRemoveMember,
} from "@/api/generated";
import { usersGetOptions, usersGetQueryKey } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { doUnlessUndone } from "@/lib/undo";

import type { Role } from "../search";

/** What is about to be taken from whom: given back before that, it isn't taken. */
const about = new Map<string, symbol>();

/** What takes something from somebody: done some seconds later, unless it is undone. */
interface Taking {
  what: string;
  message: string;
  /** How it looks when it is done. */
  shown: (person: PersonView) => PersonView;
  act: (keepalive: boolean) => Promise<unknown>;
}

/**
 * A person, and what can be done for them. What gives is done at once; what takes away can be undone
 * for some seconds. `refusal`: why the server refused the last of it.
 */
export function usePerson(who: string) {
  const { t } = useTranslation(["admin", "common"]);
  const client = useQueryClient();
  const path = { who };
  const key = usersGetQueryKey({ path });
  const person = useQuery(usersGetOptions({ path }));
  const [refusal, setRefusal] = useState<unknown>(null);
  const change = useMutation({
    mutationFn: (act: () => Promise<{ data: PersonView }>) => act(),
    onMutate: () => setRefusal(null),
    onSuccess: ({ data }) => client.setQueryData(key, data),
    onError: setRefusal,
    onSettled: () => again(client),
  });
  const refused = useRefused(setRefusal);
  const give = (what: string, act: () => Promise<{ data: PersonView }>) => {
    if (about.delete(`${who} ${what}`)) again(client);
    else change.mutate(act);
  };
  const take = ({ what, message, shown, act }: Taking) => {
    const [thing, mine] = [`${who} ${what}`, Symbol(what)];
    about.set(thing, mine);
    setRefusal(null);
    doUnlessUndone({
      message,
      undo: t("common:undo"),
      begin: () => client.setQueryData<PersonView>(key, (before) => before && shown(before)),
      revert: () => {
        about.delete(thing);
        again(client);
      },
      act: async (keepalive) => {
        if (about.get(thing) !== mine) return;
        about.delete(thing);
        await act(keepalive);
        again(client);
      },
      fail: refused,
    });
  };
  const nameOf = () => person.data?.name.slice(0, 60) ?? "";
  return {
    person,
    refusal,
    isChanging: change.isPending,
    rename: (name: string, email: string) =>
      change.mutateAsync(() => usersChange({ path, body: { name, email } })),
    enable: () => give("signing in", () => usersEnable({ path })),
    disable: () =>
      take({
        what: "signing in",
        message: t("people.isDisabled", { name: nameOf() }),
        shown: (before) => ({ ...before, disabled_at: new Date().toISOString() }),
        act: (keepalive) => usersDisable({ path, keepalive }),
      }),
    makeAdmin: () => give("administering", () => usersChange({ path, body: { is_admin: true } })),
    endAdmin: () =>
      take({
        what: "administering",
        message: t("people.isNoAdministrator", { name: nameOf() }),
        shown: (before) => ({ ...before, is_admin: false }),
        act: (keepalive) => usersChange({ path, body: { is_admin: false }, keepalive }),
      }),
    setRole: (organization_id: string, role: Role) =>
      give(organization_id, () =>
        usersPutMember({ path: { who, organization_id }, body: { role } }),
      ),
    leave: (organization_id: string, organization: string) =>
      take({
        what: organization_id,
        message: t("people.hasLeft", { name: nameOf(), organization: organization.slice(0, 60) }),
        shown: (before) => ({
          ...before,
          organizations: before.organizations.filter(({ id }) => id !== organization_id),
        }),
        act: (keepalive) => usersRemoveMember({ path: { who, organization_id }, keepalive }),
      }),
  };
}

/** In the panel while it is open, else over the page. */
function useRefused(show: (error: unknown) => void): (error: unknown) => void {
  const say = useErrorText();
  const isOpen = useRef(false);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  return (error) => {
    if (isOpen.current) show(error);
    else toast.error(say(error), { duration: 10_000 });
  };
}

function again(client: QueryClient): void {
  void refresh(
    client,
    "usersGet",
    "usersListAll",
    "usersListOrganizations",
    "membersOfOrganization",
    "authMe",
  );
}
