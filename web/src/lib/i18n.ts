import i18next, { type BackendModule, type i18n, type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;
const STORED = "educe.language";

/** What every page may show; the texts of a feature come with it. */
const FIRST = ["common", "shell", "home", "jobs", "progress", "projects"];
const TEXTS = import.meta.glob<ResourceKey>("../locales/*/*.json", { import: "default" });

/** Loads the texts of one namespace in one language. */
const texts: BackendModule = {
  type: "backend",
  init: () => undefined,
  read(language, namespace, done) {
    const load = TEXTS[`../locales/${language}/${namespace}.json`];
    if (load === undefined) {
      done(new Error(`No texts: ${language}/${namespace}`), null);
      return;
    }
    load().then(
      (loaded) => done(null, loaded),
      (error: unknown) => done(error as Error, null),
    );
  },
};

/** What was chosen here, else the first of the browser's languages that we have, else English. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(STORED), ...navigator.languages];
  for (const tag of wanted) {
    const language = tag?.split("-")[0];
    if (language !== undefined && language in LANGUAGES) return language as Language;
  }
  return "en";
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
}

/** Called once, before anything is shown. */
export async function startTexts(
  language: Language = preferredLanguage(),
  namespaces: readonly string[] = FIRST,
): Promise<i18n> {
  i18next.on("languageChanged", (shown) => {
    document.documentElement.lang = shown;
  });
  await i18next
    .use(texts)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false, // each language has every text, which a test sees to
      ns: [...namespaces],
      defaultNS: "common",
      // React escapes; twice would show entities
      interpolation: { escapeValue: false },
      saveMissing: true,
      missingKeyHandler: (_, namespace, key) =>
        reportError(new Error(`No text: ${namespace}:${key}`)),
    });
  return i18next;
}
