import { useTranslation } from "react-i18next";

import type { InstallationStorage } from "@/api/generated";
import { Bytes } from "@/components/numbers";
import { Time } from "@/components/time";
import { Section } from "@/components/ui/card";

import { Tile } from "../Tile";

/** All that is stored, and what was deleted because nothing named it. */
export function Totals({ storage }: { storage: InstallationStorage }) {
  const { t } = useTranslation("admin");
  const { files, artifacts, database_bytes, collected, collected_at } = storage;
  return (
    <Section title={t("storage.title")}>
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Tile label={t("storage.files")} figure={<Bytes value={files.bytes} />}>
          {t("storage.filesCount", { count: files.count })}
        </Tile>
        <Tile label={t("storage.artifacts")} figure={<Bytes value={artifacts.bytes} />}>
          {t("storage.artifactsCount", { count: artifacts.count })}
        </Tile>
        <Tile label={t("storage.database")} figure={<Bytes value={database_bytes} />}>
          {t("storage.databaseWhat")}
        </Tile>
        <Tile label={t("storage.collected")} figure={<Bytes value={collected.bytes} />}>
          {t("storage.collectedCount", { count: collected.count })}{" "}
          {collected_at === null ? (
            t("storage.neverLooked")
          ) : (
            <>
              {t("storage.looked")} <Time at={collected_at} />
            </>
          )}
        </Tile>
      </dl>
      <p className="max-w-prose text-sm text-soft">{t("storage.collection")}</p>
    </Section>
  );
}
