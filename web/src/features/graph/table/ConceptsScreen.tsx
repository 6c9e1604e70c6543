import { Link } from "@tanstack/react-router";
import { Waypoints } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { GraphSummary } from "@/api/generated";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { SkeletonLines } from "@/components/ui/skeleton";

import { communitiesOf, CommunitiesProvider } from "../communities";
import { MakingMore } from "../NoGraph";
import { ConceptPanel } from "../panel/ConceptPanel";
import { ReadBeside } from "../panel/ReadBeside";
import { ConceptsTable } from "./ConceptsTable";
import { Filters } from "./Filters";
import { useConcepts, useTableState } from "./useConcepts";

/** Search, filters, the table, and the panel beside. */
export function ConceptsScreen({
  projectId,
  summary,
}: {
  projectId: string;
  summary: GraphSummary;
}) {
  const { t } = useTranslation("graph");
  const state = useTableState();
  const { search, set } = state;
  const found = useConcepts(projectId, state);
  const communities = useMemo(() => communitiesOf(summary), [summary]);
  const focus = search.focus;
  return (
    <CommunitiesProvider value={communities}>
      <div className="flex h-[calc(100dvh-16rem)] min-h-[34rem] flex-col gap-3">
        <MakingMore projectId={projectId} />
        <Filters
          projectId={projectId}
          summary={summary}
          state={state}
          total={found.data?.pages[0]?.total}
        />
        <div className="flex min-h-0 flex-1 overflow-hidden rounded-xl border border-line bg-surface">
          <div className="relative flex min-w-0 flex-1">
            {found.isPending && <SkeletonLines lines={10} className="flex-1 p-4" />}
            {found.isError && found.data === undefined && (
              <ErrorNotice
                error={found.error}
                onRetry={() => void found.refetch()}
                className="m-4 flex-1 self-start"
              />
            )}
            {found.data !== undefined && <ConceptsTable found={found} state={state} />}
            {search.read !== undefined && (
              <ReadBeside
                reading={search.read}
                concept={focus}
                onRead={(read) => set({ read })}
                onClose={() => set({ read: undefined })}
              />
            )}
          </div>
          {focus !== undefined && (
            <ConceptPanel
              key={focus}
              conceptId={focus}
              reading={search.read}
              onRead={(read) => set({ read })}
              onGo={(id) => set({ focus: id })}
              onClose={() => set({ focus: undefined, read: undefined })}
              actions={
                <Button asChild size="small">
                  <Link
                    to="/projects/$projectId/graph"
                    params={{ projectId }}
                    search={{ focus, around: focus, hops: 1 }}
                  >
                    <Waypoints /> {t("panel.inGraph")}
                  </Link>
                </Button>
              }
            />
          )}
        </div>
      </div>
    </CommunitiesProvider>
  );
}
