import { useTranslation } from "react-i18next";

import { CopyButton } from "@/components/copy-button";
import { Section } from "@/components/ui/card";

const COMMAND = "educe worker";

/** More workers do more at a time, on this machine or on others. */
export function AddWorker() {
  const { t } = useTranslation("admin");
  return (
    <Section title={t("workers.add")} id="add">
      <p className="max-w-prose text-sm text-soft">{t("workers.addWhat")}</p>
      <p className="flex w-fit max-w-full items-center gap-2 rounded-md border border-line bg-sunken py-1 pr-1 pl-3">
        <code className="text-sm">{COMMAND}</code>
        <CopyButton text={COMMAND} />
      </p>
      <p className="max-w-prose text-sm text-soft">{t("workers.addElsewhere")}</p>
    </Section>
  );
}
