import type { ExtractorView } from "@/api/generated";

import { fieldsOf } from "./schema/fields";

/** The name of the field in its config that holds a mailbox; undefined: it reads files only. */
export function mailboxFieldOf(extractor: ExtractorView | undefined): string | undefined {
  return fieldsOf(extractor?.config_schema ?? {}).find(({ control }) => control.kind === "mailbox")
    ?.name;
}
