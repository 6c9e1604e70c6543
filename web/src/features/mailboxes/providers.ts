import { useTranslation } from "react-i18next";

import type { ProviderView } from "@/api/generated";

/** The server's word for a provider that it doesn't know. */
export const OTHER = "imap";

const TOLD = ["gmail", "outlook", "fastmail", "icloud", "yahoo", "gmx", "webde", "imap"] as const;

/** What a provider's users must do first: in the reader's language where we have it, else as the
 * server says it. */
export function useProviderWords(): (provider: ProviderView) => { title: string; hint: string } {
  const { t } = useTranslation("mailboxes");
  return ({ name, title, password_hint }) => {
    const known = TOLD.find((each) => each === name);
    if (known === undefined) return { title, hint: password_hint };
    return { title: known === OTHER ? t("other") : title, hint: t(`hints.${known}`) };
  };
}
