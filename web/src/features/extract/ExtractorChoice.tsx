import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { ExtractorView } from "@/api/generated";

/** What finds what: one of the installed extractors. */
export function ExtractorChoice({
  extractors,
  chosen,
  onChoose,
}: {
  extractors: readonly ExtractorView[];
  chosen: string;
  onChoose: (extractor: ExtractorView) => void;
}) {
  const { t } = useTranslation("extract");
  const name = useId();
  return (
    <fieldset>
      <legend className="sr-only">{t("extractor")}</legend>
      <div className="grid gap-3">
        {extractors.map((extractor) => (
          <label
            key={extractor.name}
            className="flex cursor-pointer gap-3 rounded-lg border border-line p-4 hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft/40 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              checked={extractor.name === chosen}
              onChange={() => onChoose(extractor)}
              className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
            />
            <span className="min-w-0">
              <span className="block text-sm font-medium">{extractor.title}</span>
              {extractor.description !== "" && (
                <span className="mt-0.5 block text-xs text-soft">{extractor.description}</span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
