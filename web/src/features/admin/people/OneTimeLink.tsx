import { useTranslation } from "react-i18next";

import type { Link } from "@/api/generated";
import { CopyButton } from "@/components/copy-button";
import { Time } from "@/components/time";

/** A link that signs somebody in once. It is shown here and never again. */
export function OneTimeLink({ link, name }: { link: Link; name: string }) {
  const { t } = useTranslation("admin");
  return (
    <div
      role="status"
      className="space-y-2 rounded-lg border border-good bg-good-soft p-4 text-sm text-text"
    >
      <p>{t("people.linkOnce", { name: name.slice(0, 60) })}</p>
      <p className="flex items-center gap-2">
        <code className="min-w-0 flex-1 rounded bg-surface px-2 py-1.5 text-xs break-all">
          {link.url}
        </code>
        <CopyButton text={link.url} label={t("people.copyLink")} />
      </p>
      <p className="text-xs">
        {t("people.linkEnds")} <Time at={link.expires_at} />
      </p>
    </div>
  );
}
