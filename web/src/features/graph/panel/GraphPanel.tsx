import { Route as Way, Waypoints } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";

import { PathPanel } from "../path/PathPanel";
import type { Drawn } from "../useDrawn";
import { relationsDrawn } from "../useDrawn";
import type { GraphState } from "../useGraphState";
import { ConceptPanel } from "./ConceptPanel";

/** Beside the canvas: the concept in focus, else the path that is looked for. */
export function GraphPanel({
  projectId,
  state,
  drawn,
  onExpand,
}: {
  projectId: string;
  state: GraphState;
  drawn: Drawn;
  onExpand: (id: string) => void;
}) {
  const { t } = useTranslation("graph");
  const { search, set, goAround } = state;
  const { focus } = search;
  if (focus === undefined)
    return <PathPanel projectId={projectId} state={state} paths={drawn.paths} />;
  const node = drawn.content.nodes.get(focus);
  const hidden =
    node === undefined ? 0 : Math.max(0, node.degree - relationsDrawn(focus, drawn.content));
  return (
    <ConceptPanel
      key={focus}
      conceptId={focus}
      reading={search.read}
      onGo={(id) => set({ focus: id })}
      onRead={(read) => set({ read }, { quietly: true })}
      onClose={() => set({ focus: undefined, read: undefined }, { quietly: true })}
      actions={
        <>
          {search.around !== focus && (
            <Button size="small" onClick={() => goAround(focus)}>
              <Waypoints /> {t("panel.around")}
            </Button>
          )}
          <Button
            size="small"
            onClick={() =>
              set({ path: true, path_from: focus, path_to: undefined, focus: undefined })
            }
          >
            <Way /> {t("path.fromHere")}
          </Button>
        </>
      }
      notice={
        hidden > 0 && (
          <p className="flex flex-wrap items-center gap-x-2 rounded-lg bg-sunken px-3 py-2 text-sm text-soft">
            {t("panel.hidden", { count: hidden })}
            <Button
              variant="link"
              aria-disabled={drawn.isExpanding !== undefined}
              onClick={() => onExpand(focus)}
            >
              {t("panel.expand")}
            </Button>
          </p>
        )
      }
    />
  );
}
