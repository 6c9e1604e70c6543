import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { PathsView } from "@/api/generated";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { SkeletonLines } from "@/components/ui/skeleton";

import { PanelFrame } from "../panel/PanelFrame";
import { NO_PATH } from "../search";
import type { GraphState } from "../useGraphState";
import { PathEnd } from "./PathEnd";
import { PathSteps } from "./PathSteps";

/** How one concept leads to another: its two ends, and the steps of each way found. */
export function PathPanel({
  projectId,
  state,
  paths,
}: {
  projectId: string;
  state: GraphState;
  paths: UseQueryResult<PathsView, unknown>;
}) {
  const { t } = useTranslation("graph");
  const { search, set } = state;
  const { path_from: from, path_to: to } = search;
  const isWhole = from !== undefined && to !== undefined;
  return (
    <PanelFrame
      label={t("path.title")}
      onClose={() => set(NO_PATH)}
      title={<h2 className="text-lg font-semibold">{t("path.title")}</h2>}
    >
      <div className="space-y-4">
        <div className="space-y-2">
          <PathEnd
            projectId={projectId}
            label={t("path.from")}
            id={from}
            onChoose={(id) => set({ path_from: id })}
          />
          <PathEnd
            projectId={projectId}
            label={t("path.to")}
            id={to}
            onChoose={(id) => set({ path_to: id })}
          />
          {isWhole && (
            <Button
              size="small"
              variant="quiet"
              onClick={() => set({ path_from: to, path_to: from })}
            >
              {t("path.swap")}
            </Button>
          )}
        </div>
        {!isWhole && <p className="text-sm text-soft">{t("path.choose")}</p>}
        {isWhole && paths.isPending && <SkeletonLines lines={4} />}
        {isWhole && paths.error !== null && (
          <ErrorNotice error={paths.error} onRetry={() => void paths.refetch()} />
        )}
        {isWhole && paths.data !== undefined && (
          <Ways paths={paths.data} onGo={(id) => set({ focus: id })} />
        )}
      </div>
    </PanelFrame>
  );
}

function Ways({ paths, onGo }: { paths: PathsView; onGo: (id: string) => void }) {
  const { t } = useTranslation("graph");
  const [at, setAt] = useState(0);
  const chosen = paths.paths[at] ?? paths.paths[0];
  if (chosen === undefined) {
    return (
      <p role="status" className="text-sm text-soft">
        {paths.gave_up ? t("path.gaveUp") : t("path.none", { count: paths.max_hops })}
      </p>
    );
  }
  return (
    <div className="space-y-3">
      <p role="status" className="text-sm text-soft">
        {t("path.found", { count: paths.hops ?? 0 })}
      </p>
      {paths.paths.length > 1 && (
        <div role="group" aria-label={t("path.ways")} className="flex flex-wrap gap-1">
          {paths.paths.map((path, index) => (
            <Button
              key={path.edges.join()}
              size="small"
              variant={path === chosen ? "secondary" : "quiet"}
              aria-pressed={path === chosen}
              onClick={() => setAt(index)}
            >
              {t("path.way", { number: index + 1 })}
            </Button>
          ))}
        </div>
      )}
      <PathSteps paths={paths} path={chosen} onGo={onGo} />
    </div>
  );
}
