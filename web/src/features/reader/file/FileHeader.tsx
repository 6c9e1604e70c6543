import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Download } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { FileView } from "@/api/generated";
import { projectsGetOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Bytes, Count } from "@/components/numbers";
import { useWindowTitle } from "@/components/page";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useExtractor } from "@/features/progress/useExtractor";
import { cn } from "@/lib/cn";

import { VersionMenu } from "./VersionMenu";

/** What the file is, and the way back to where it belongs. */
export function FileHeader({ file }: { file: FileView | undefined }) {
  const { t } = useTranslation(["reader", "common"]);
  useWindowTitle(file?.name ?? "");
  if (file === undefined) return <HeaderSkeleton />;
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line bg-surface px-4 pt-3 pb-2.5 @xl:px-6">
      <div className="min-w-0 flex-1 basis-72 space-y-1">
        <ProjectLink projectId={file.project_id} />
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="line-clamp-2 text-lg leading-snug font-semibold" title={file.name}>
            <bdi>{file.name}</bdi>
          </h1>
          <VersionMenu file={file} />
        </div>
        <Facts file={file} />
      </div>
      <Button asChild size="small" className="mt-5 max-sm:hidden">
        <a href={`/api/files/${file.id}/content`} download>
          <Download /> {t("common:download")}
        </a>
      </Button>
    </header>
  );
}

function ProjectLink({ projectId }: { projectId: string }) {
  const { t } = useTranslation("reader");
  const project = useQuery(projectsGetOptions({ path: { project_id: projectId } }));
  return (
    <Link
      to="/projects/$projectId/files"
      params={{ projectId }}
      className="inline-flex max-w-full items-center gap-1.5 rounded-md text-sm text-soft hover:text-text"
    >
      <ArrowLeft aria-hidden className="size-4 shrink-0" />
      <span className="sr-only">{t("back")}</span>
      {project.data === undefined ? (
        <Skeleton className="w-28" />
      ) : (
        <bdi className="truncate">{project.data.name}</bdi>
      )}
    </Link>
  );
}

function Facts({ file }: { file: FileView }) {
  const { t } = useTranslation(["reader", "common"]);
  const { pages, characters } = file.reading;
  const facts: [string, ReactNode][] = [["size", <Bytes key="size" value={file.size} />]];
  if (pages !== null) facts.unshift(["pages", t("pageCount", { count: pages })]);
  if (characters !== null)
    facts.push([
      "characters",
      <Fragment key="characters">
        <Count value={characters} /> {t("characters")}
      </Fragment>,
    ]);
  if (file.last_extraction !== null)
    facts.push(["extracted", <Extracted key="extracted" by={file.last_extraction} />]);
  return (
    <ul className="flex flex-wrap gap-x-1.5 text-xs leading-5 text-soft">
      {facts.map(([name, fact], at) => (
        <li key={name} className={cn("flex gap-1.5", name === "characters" && "max-sm:hidden")}>
          <span>{fact}</span>
          <span aria-hidden className={cn(at === facts.length - 1 && "sm:hidden")}>
            ·
          </span>
        </li>
      ))}
      <li className="sm:hidden">
        <a
          href={`/api/files/${file.id}/content`}
          download
          className="text-accent underline-offset-4 hover:underline"
        >
          {t("common:download")}
        </a>
      </li>
    </ul>
  );
}

function Extracted({ by }: { by: NonNullable<FileView["last_extraction"]> }) {
  const { t } = useTranslation("reader");
  const extractor = useExtractor(by.extractor);
  return (
    <>
      <Link
        to="/jobs/$jobId"
        params={{ jobId: by.job_id }}
        className="text-accent underline-offset-4 hover:underline"
      >
        {t("extractedBy", { name: extractor?.title ?? by.extractor })}
      </Link>{" "}
      <Time at={by.completed_at} />
    </>
  );
}

function HeaderSkeleton() {
  return (
    <div className="space-y-2 border-b border-line bg-surface px-4 pt-3 pb-2.5 @xl:px-6">
      <Skeleton className="w-28" />
      <Skeleton className="h-6 w-72 max-w-full" />
      <Skeleton className="w-48" />
    </div>
  );
}
