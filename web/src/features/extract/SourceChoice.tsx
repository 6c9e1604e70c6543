import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";

import type { JobDetails } from "@/api/generated";
import { filesCountsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Bytes } from "@/components/numbers";

import { FilePicker } from "./FilePicker";

interface Props {
  projectId: string;
  /** None: all of them. */
  chosen: readonly string[] | undefined;
  onChange: (chosen: readonly string[] | undefined) => void;
}

/** What is read: the project's files, all or some of them. Other kinds of sources stand beside these. */
export function SourceChoice({ projectId, chosen, onChange }: Props) {
  const { t } = useTranslation("extract");
  const name = useId();
  const counts = useQuery(filesCountsOptions({ path: { project_id: projectId } }));
  const { files, bytes } = counts.data ?? {};
  if (files === 0) return <NoFiles projectId={projectId} />;
  return (
    <fieldset className="space-y-3">
      <legend className="sr-only">{t("sources")}</legend>
      <Choice name={name} isChosen={chosen === undefined} onChoose={() => onChange(undefined)}>
        {files === undefined ? t("files.all") : t("files.allOf", { count: files })}
        {bytes !== undefined && (
          <span className="font-normal text-soft">
            {" "}
            · <Bytes value={bytes} />
          </span>
        )}
      </Choice>
      <Choice name={name} isChosen={chosen !== undefined} onChoose={() => onChange(chosen ?? [])}>
        {t("files.some")}
        {chosen !== undefined && (
          <span className="font-normal text-soft">
            {" "}
            · {t("files.chosen", { count: chosen.length })}
          </span>
        )}
      </Choice>
      {chosen !== undefined && <FilePicker {...{ projectId, chosen, onChange }} />}
    </fieldset>
  );
}

/** One of several sources. */
export function Choice({
  name,
  isChosen,
  onChoose,
  children,
}: {
  name: string;
  isChosen: boolean;
  onChoose: () => void;
  children: ReactNode;
}) {
  return (
    <label className="flex cursor-pointer items-center gap-3 text-sm font-medium">
      <input
        type="radio"
        name={name}
        checked={isChosen}
        onChange={onChoose}
        className="size-4 shrink-0 accent-accent"
      />
      <span>{children}</span>
    </label>
  );
}

function NoFiles({ projectId }: { projectId: string }) {
  const { t } = useTranslation("extract");
  return (
    <p className="rounded-lg bg-warn-soft p-3 text-sm">
      {t("files.none")}{" "}
      <Link
        to="/projects/$projectId/files"
        params={{ projectId }}
        className="font-medium text-accent underline underline-offset-4"
      >
        {t("files.upload")}
      </Link>
    </p>
  );
}

/** A new version of a job reads what that one read. */
export function SameFiles({ job }: { job: JobDetails }) {
  const { t } = useTranslation("extract");
  const names = job.files.slice(0, 3).map((file) => file.file_name.slice(0, 80));
  return (
    <p className="text-sm">
      {t("files.same", { count: job.file_count })}{" "}
      <bdi className="line-clamp-2 text-soft">
        {names.join(", ")}
        {job.file_count > names.length && "…"}
      </bdi>
    </p>
  );
}
