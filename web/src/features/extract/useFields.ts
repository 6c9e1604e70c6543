import { useTranslation } from "react-i18next";

import type { ExtractorView } from "@/api/generated";

import { fieldsOf, type FormField } from "./schema/fields";

const OF_NEWSLETTERS = [
  "mailbox_id",
  "hours_back",
  "days_back",
  "max_results",
  "senders",
  "folders",
  "subject",
  "only_new",
  "again",
  "check_pages",
] as const;

/** The fields of an extractor's config: in the reader's language where we have the words, else as its
 * schema calls them. */
export function useFields(extractor: ExtractorView | undefined): FormField[] {
  const { t } = useTranslation("extract");
  const fields = fieldsOf(extractor?.config_schema ?? {});
  if (extractor?.name !== "newsletters") return fields;
  return fields.map((field) => {
    const known = OF_NEWSLETTERS.find((name) => name === field.name);
    if (known === undefined) return field;
    const title = t(`newsletters.${known}.title`);
    return { ...field, title, help: t(`newsletters.${known}.help`) };
  });
}
