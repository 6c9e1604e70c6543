import { Link } from "@tanstack/react-router";
import { CheckCircle2, CircleX, LockKeyhole, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { FileView } from "@/api/generated";

/** Whether the file was read and extracted, and which job holds it. */
export function FileState({ file }: { file: FileView }) {
  const { t } = useTranslation("files");
  const { reading } = file;
  const lock = file.locks[0];
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-soft [&_svg]:size-3.5 [&_svg]:shrink-0">
      {lock !== undefined && (
        <Link
          to="."
          search={(before) => ({ ...before, watch: lock.job_id })}
          className="flex items-center gap-1 text-info underline-offset-2 hover:underline"
        >
          <LockKeyhole aria-hidden /> {t("locked", { progress: lock.progress })}
        </Link>
      )}
      {reading.state === "failed" && (
        <span className="flex min-w-0 items-center gap-1 text-bad">
          <CircleX aria-hidden />{" "}
          <span className="line-clamp-1" title={reading.problem?.detail}>
            {reading.problem?.detail ?? t("unreadable")}
          </span>
        </span>
      )}
      {reading.state === "read" && reading.pages !== null && (
        <span>{t("pages", { count: reading.pages })}</span>
      )}
      {reading.warnings > 0 && (
        <span className="flex items-center gap-1 text-warn">
          <TriangleAlert aria-hidden /> {t("warnings", { count: reading.warnings })}
        </span>
      )}
      {file.version > 1 && <span>{t("version", { version: file.version })}</span>}
      {file.last_extraction !== null ? (
        <span className="flex items-center gap-1">
          <CheckCircle2 aria-hidden className="text-good" /> {t("extracted")}
        </span>
      ) : (
        reading.state !== "failed" && lock === undefined && <span>{t("notExtracted")}</span>
      )}
    </p>
  );
}
