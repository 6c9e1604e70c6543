import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { UserView } from "@/api/generated";
import { authMeQueryKey } from "@/api/generated/@tanstack/react-query.gen";
import { useWindowTitle } from "@/components/page";

import { LinkSignIn } from "./LinkSignIn";
import { PasswordSignIn } from "./PasswordSignIn";

/** Signing in: with the secret of a one-time link after the `#`, or with e-mail and password. */
export default function SignInPage() {
  const { t } = useTranslation("auth");
  useWindowTitle(t("title"));
  const { next } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const client = useQueryClient();
  const secret = window.location.hash.slice(1);
  const enter = (user: UserView) => {
    client.clear();
    client.setQueryData(authMeQueryKey(), user);
    // an address of ours only: what follows the host
    router.history.push(next !== undefined && /^\/(?![/\\])/.test(next) ? next : "/");
  };
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center px-4 py-10">
      <div className="mb-8 flex items-center gap-3">
        <img src="/icon.svg" alt="" className="size-10" />
        <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
      </div>
      {secret === "" ? (
        <PasswordSignIn onEnter={enter} />
      ) : (
        <LinkSignIn secret={secret} onEnter={enter} />
      )}
    </main>
  );
}
