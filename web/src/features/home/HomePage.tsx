import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { lazy, Suspense, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import { overviewMine } from "@/api/generated";
import { overviewMineQueryKey } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Page, PageHeader } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Input } from "@/components/ui/field";

import { ActiveJobs } from "./ActiveJobs";
import { ProjectCard, ProjectCardSkeleton } from "./ProjectCard";
import { Welcome } from "./Welcome";

const NewProjectDialog = lazy(() => import("./NewProjectDialog"));
const SEARCH_FROM = 7;

/** The user's projects, and what is running. */
export default function HomePage() {
  const { t } = useTranslation(["home", "common"]);
  const [search, setSearch] = useState("");
  const [making, setMaking] = useState(false);
  const wanted = useDeferredValue(search.trim());
  const query = wanted === "" ? {} : { search: wanted };
  const overview = useInfiniteQuery({
    queryKey: overviewMineQueryKey({ query }),
    queryFn: async ({ pageParam, signal }) =>
      (await overviewMine({ query: { ...query, cursor: pageParam }, signal })).data,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const projects = overview.data?.pages.flatMap((page) => page.projects);
  const isNew = projects?.length === 0 && wanted === "";
  return (
    <Page>
      <PageHeader
        title={t("title")}
        actions={
          <Button variant={isNew ? "secondary" : "primary"} onClick={() => setMaking(true)}>
            <Plus /> {t("newProject")}
          </Button>
        }
      />
      <div className="space-y-8">
        <ActiveJobs />
        {overview.isError && (
          <ErrorNotice error={overview.error} onRetry={() => void overview.refetch()} />
        )}
        {isNew ? (
          <Welcome onNewProject={() => setMaking(true)} />
        ) : (
          <Section
            title={t("projects")}
            actions={
              ((projects?.length ?? 0) >= SEARCH_FROM || search !== "") && (
                <Input
                  data-search
                  type="search"
                  className="max-w-64"
                  placeholder={t("searchProjects")}
                  aria-label={t("searchProjects")}
                  value={search}
                  onChange={(event) => setSearch(event.target.value)}
                />
              )
            }
          >
            {projects?.length === 0 && (
              <p role="status" className="text-sm text-soft">
                {t("noneFits")}
              </p>
            )}
            <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
              {projects?.map((project) => (
                <li key={project.id}>
                  <ProjectCard project={project} />
                </li>
              ))}
              {overview.isPending && [0, 1, 2].map((at) => <ProjectCardSkeleton key={at} />)}
            </ul>
            {overview.hasNextPage && (
              <Button
                aria-disabled={overview.isFetchingNextPage}
                onClick={() => void overview.fetchNextPage()}
              >
                {t("common:more")}
              </Button>
            )}
          </Section>
        )}
      </div>
      <Suspense>{making && <NewProjectDialog onClose={() => setMaking(false)} />}</Suspense>
    </Page>
  );
}
