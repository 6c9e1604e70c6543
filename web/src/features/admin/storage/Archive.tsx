import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArchiveX } from "lucide-react";
import { useTranslation } from "react-i18next";

import { storageArchive } from "@/api/generated";
import {
  projectsListMineOptions,
  storageArchiveInfiniteQueryKey,
} from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Select } from "@/components/ui/field";
import { SkeletonLines } from "@/components/ui/skeleton";

import { type Outcome, OUTCOMES, type StorageSearch } from "../search";
import { ArchivedJobs } from "./ArchivedJobs";

/** What is kept of jobs whose time was over, project by project. */
export function Archive({ search }: { search: StorageSearch }) {
  const { t } = useTranslation(["admin", "jobs"]);
  const navigate = useNavigate();
  const projects = useQuery(projectsListMineOptions());
  const show = (change: StorageSearch) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <Section title={t("archive.title")}>
      <p className="max-w-prose text-sm text-soft">{t("archive.what")}</p>
      <div className="flex flex-wrap gap-2">
        <Select
          className="w-full sm:w-72"
          aria-label={t("archive.project")}
          value={search.project ?? ""}
          onChange={({ target }) => show({ project: target.value || undefined })}
        >
          <option value="">{t("archive.choose")}</option>
          {projects.data?.projects.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        <Select
          className="w-auto"
          aria-label={t("column.state")}
          value={search.status ?? ""}
          onChange={({ target }) =>
            show({ status: (target.value || undefined) as Outcome | undefined })
          }
        >
          <option value="">{t("archive.anyState")}</option>
          {OUTCOMES.map((outcome) => (
            <option key={outcome} value={outcome}>
              {t(`jobs:status.${outcome}`)}
            </option>
          ))}
        </Select>
      </div>
      {search.project !== undefined && (
        <OfProject projectId={search.project} status={search.status} />
      )}
    </Section>
  );
}

function OfProject({ projectId, status }: { projectId: string; status: Outcome | undefined }) {
  const { t } = useTranslation(["admin", "common"]);
  const path = { project_id: projectId };
  const query = { status: status && [status] };
  const pages = useInfiniteQuery({
    queryKey: storageArchiveInfiniteQueryKey({ path, query }),
    queryFn: async ({ pageParam, signal }) =>
      (await storageArchive({ path, query: { ...query, cursor: pageParam }, signal })).data,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  if (pages.isError)
    return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  if (pages.isPending) return <SkeletonLines lines={3} />;
  const jobs = pages.data.pages.flatMap((page) => page.jobs);
  if (jobs.length === 0)
    return (
      <EmptyState icon={ArchiveX} title={t("archive.none")}>
        {t("archive.noneWhat")}
      </EmptyState>
    );
  return (
    <>
      <ArchivedJobs jobs={jobs} />
      {pages.hasNextPage && (
        <Button aria-disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common:more")}
        </Button>
      )}
    </>
  );
}
