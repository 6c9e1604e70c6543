import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { ProviderView } from "@/api/generated";

import { ProviderMark } from "./ProviderMark";
import { useProviderWords } from "./providers";

/** Whose mailbox it is. */
export function ProviderCards({
  providers,
  chosen,
  onChoose,
}: {
  providers: readonly ProviderView[];
  chosen: string | undefined;
  onChoose: (provider: ProviderView) => void;
}) {
  const { t } = useTranslation("mailboxes");
  const words = useProviderWords();
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{t("provider")}</legend>
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        {providers.map((provider) => (
          <label
            key={provider.name}
            className="relative flex cursor-pointer items-center gap-2 rounded-lg border border-line p-2 pr-8 text-sm font-medium hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft/40 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent sm:flex-col sm:items-start sm:p-3"
          >
            <input
              type="radio"
              name={name}
              checked={provider.name === chosen}
              onChange={() => onChoose(provider)}
              className="absolute top-3 right-3 size-4 accent-accent outline-none max-sm:top-1/2 max-sm:right-2 max-sm:-translate-y-1/2"
            />
            <ProviderMark preset={provider.name} title={provider.title} className="max-sm:size-7" />
            <span className="leading-tight">{words(provider).title}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
