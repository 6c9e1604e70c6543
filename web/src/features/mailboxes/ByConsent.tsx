import { ExternalLink, Info } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { NewConsent, ProviderView } from "@/api/generated";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";

import { useConsent } from "./consent";

const COMPANIES = { google: "Google", microsoft: "Microsoft" } as const;

function companyOf({ oauth, title }: ProviderView): string {
  return oauth === null ? title : COMPANIES[oauth];
}

/** Consent at the provider in place of a password; the browser goes there and comes back. */
export function ByConsent({
  projectId,
  provider,
  asked,
  wantsPassword,
  onWantsPassword,
}: {
  projectId: string;
  provider: ProviderView;
  /** None: what has been entered isn't enough. */
  asked: () => NewConsent | undefined;
  wantsPassword: boolean;
  onWantsPassword: (wants: boolean) => void;
}) {
  const { t } = useTranslation("mailboxes");
  const consent = useConsent();
  const company = companyOf(provider);
  const go = () => {
    const wanted = consent.isPending ? undefined : asked();
    if (wanted !== undefined)
      consent.mutate({ projectId, mailbox: "new", provider: provider.name, consent: wanted });
  };
  if (wantsPassword)
    return (
      <Button variant="link" onClick={() => onWantsPassword(false)}>
        {t("consent.instead", { company })}
      </Button>
    );
  return (
    <div className="space-y-3 rounded-lg bg-sunken p-4 text-sm">
      <p>{t("consent.what", { company })}</p>
      {consent.error !== null && <ErrorNotice error={consent.error} />}
      <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
        <Button variant="primary" aria-disabled={consent.isPending} onClick={go}>
          <ExternalLink /> {t("consent.go", { company })}
        </Button>
        {provider.passwords && (
          <Button variant="link" onClick={() => onWantsPassword(true)}>
            {t("consent.passwordInstead")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Its users must consent, and this Educe can't ask for that. */
export function ConsentMissing({ provider }: { provider: ProviderView }) {
  const { t } = useTranslation("mailboxes");
  const name = (provider.oauth ?? "").toUpperCase();
  return (
    <p className="flex gap-3 rounded-lg bg-warn-soft p-4 text-sm">
      <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <span className="min-w-0">
        {t("consent.missing", { company: companyOf(provider), name })}
      </span>
    </p>
  );
}
