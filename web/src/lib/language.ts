import { useTranslation } from "react-i18next";

/** The language that numbers and times are written in: as the reader's country writes them, where
 * the browser tells which that is. */
export function useLanguage(): string {
  const { i18n } = useTranslation();
  return regional(i18n.language);
}

/** The browser's own kind of a language: "en" → "en-GB". */
export function regional(language: string): string {
  return navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? language;
}
