import { Maximize, Minus, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/components/ui/icon-button";

import type { GraphView } from "./view";

/** Nearer, further, all. */
export function ViewButtons({ view }: { view: GraphView | null }) {
  const { t } = useTranslation("graph");
  return (
    <div className="absolute right-3 bottom-3 flex flex-col rounded-lg border border-line bg-raised shadow-sm">
      <IconButton label={t("zoomIn")} onClick={() => view?.zoom("in")}>
        <Plus />
      </IconButton>
      <IconButton label={t("zoomOut")} onClick={() => view?.zoom("out")}>
        <Minus />
      </IconButton>
      <IconButton label={t("fit")} onClick={() => view?.fit()}>
        <Maximize />
      </IconButton>
    </div>
  );
}
