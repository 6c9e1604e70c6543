import { useTranslation } from "react-i18next";

import { CopyButton } from "@/components/copy-button";

import type { Shown } from "../clock";

/** What the job was told, as JSON to read and to copy. */
export function Config({ job }: Shown) {
  const { t } = useTranslation("progress");
  const parts = [
    [t("config.settings"), job.extraction_config],
    [t("config.metadata"), job.source_metadata],
  ] as const;
  return (
    <div className="space-y-6">
      {parts
        .filter(([, value], at) => at === 0 || Object.keys(value).length > 0)
        .map(([name, value]) => (
          <section key={name} aria-label={name}>
            <div className="mb-1 flex items-center justify-between">
              <h2 className="text-sm font-semibold">{name}</h2>
              <CopyButton text={JSON.stringify(value, null, 2)} />
            </div>
            <pre
              // so that the keyboard can scroll it
              tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex
              className="max-h-96 overflow-auto rounded-lg border border-line bg-sunken p-4 text-xs whitespace-pre-wrap"
            >
              {JSON.stringify(value, null, 2)}
            </pre>
          </section>
        ))}
    </div>
  );
}
