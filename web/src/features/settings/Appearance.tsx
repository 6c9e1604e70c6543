import { useTranslation } from "react-i18next";

import { Section } from "@/components/ui/card";
import { Field, Select } from "@/components/ui/field";
import { chooseLanguage, type Language, LANGUAGES } from "@/lib/i18n";
import { chooseTheme, type Theme, useTheme } from "@/lib/theme";

/** Theme and language; both stay in this browser. */
export function Appearance() {
  const { t, i18n } = useTranslation(["settings", "shell"]);
  const theme = useTheme();
  return (
    <Section title={t("appearance")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("shell:theme.label")}>
          {(described) => (
            <Select
              {...described}
              value={theme}
              onChange={(event) => chooseTheme(event.target.value as Theme)}
            >
              {(["system", "light", "dark"] as const).map((each) => (
                <option key={each} value={each}>
                  {t(`shell:theme.${each}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("shell:language")}>
          {(described) => (
            <Select
              {...described}
              value={i18n.language}
              onChange={(event) => void chooseLanguage(event.target.value as Language)}
            >
              {Object.entries(LANGUAGES).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </Section>
  );
}
