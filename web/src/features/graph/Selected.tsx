import { useTranslation } from "react-i18next";

import type { Drawn } from "./useDrawn";

/** Tells screen readers which concept is selected in the drawing. */
export function Selected({ id, drawn }: { id: string | undefined; drawn: Drawn }) {
  const { t } = useTranslation("graph");
  const node = id === undefined ? undefined : drawn.content.nodes.get(id);
  return (
    <p role="status" className="sr-only">
      {node !== undefined && t("selected", { name: node.name.slice(0, 200), count: node.degree })}
    </p>
  );
}
