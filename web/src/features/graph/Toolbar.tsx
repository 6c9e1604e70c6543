import { Link } from "@tanstack/react-router";
import { Route as Way, Table2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";

import { ConceptSearch } from "./ConceptSearch";
import { ExportMenu } from "./ExportMenu";
import { HowMany } from "./HowMany";
import { NO_PATH } from "./search";
import type { GraphState } from "./useGraphState";

/** Search, and what can be done with the whole graph. */
export function Toolbar({
  projectId,
  total,
  state,
  onChoose,
}: {
  projectId: string;
  /** Concepts in the graph. */
  total: number;
  state: GraphState;
  onChoose: (id: string) => void;
}) {
  const { t } = useTranslation("graph");
  const { search, set } = state;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <ConceptSearch
        projectId={projectId}
        label={t("search.label")}
        isMain
        onChoose={onChoose}
        className="min-w-0 flex-1 basis-64"
      />
      <HowMany total={total} state={state} />
      <Button
        aria-pressed={search.path === true}
        onClick={() =>
          set(
            search.path === true
              ? NO_PATH
              : { path: true, path_from: search.focus, focus: undefined },
          )
        }
      >
        <Way /> {t("path.find")}
      </Button>
      <Button asChild>
        <Link to="/projects/$projectId/concepts" params={{ projectId }}>
          <Table2 /> {t("asTable")}
        </Link>
      </Button>
      <ExportMenu projectId={projectId} />
    </div>
  );
}
