import { Minus, MoveHorizontal, Plus } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { Count, Percent } from "@/components/numbers";
import { CONTROL } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";

import { REAL_SIZE, stepped, type Zoom } from "./zoom";

/** Which page, of how many, and how large. */
export function PagesToolbar({
  page,
  pages,
  scale,
  zoom,
  onPage,
  onZoom,
}: {
  page: number;
  pages: number;
  /** What is shown now. */
  scale: number;
  zoom: Zoom;
  onPage: (page: number) => void;
  onZoom: (zoom: Zoom) => void;
}) {
  const { t } = useTranslation("reader");
  const id = useId();
  const shown = scale / REAL_SIZE;
  const go = (typed: string) => {
    const wanted = Number.parseInt(typed, 10);
    if (Number.isFinite(wanted)) onPage(Math.min(Math.max(1, wanted), pages));
  };
  return (
    <div
      role="toolbar"
      aria-label={t("pages.toolbar")}
      className="flex flex-wrap items-center gap-1 border-b border-line bg-surface px-3 py-1 text-sm text-soft"
    >
      <form
        className="flex items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const field = new FormData(event.currentTarget).get("page");
          if (typeof field === "string") go(field);
        }}
      >
        <label htmlFor={id}>{t("pages.page")}</label>
        <input
          key={page}
          id={id}
          name="page"
          inputMode="numeric"
          autoComplete="off"
          defaultValue={page}
          className={cn(CONTROL, "h-8 w-14 px-1 text-center tabular-nums")}
          onFocus={(event) => event.target.select()}
          onBlur={(event) => event.target.value !== String(page) && go(event.target.value)}
        />
        <span className="whitespace-nowrap">
          {t("pages.of")} <Count value={pages} />
        </span>
      </form>
      <span className="flex-1" />
      <IconButton
        label={t("pages.smaller")}
        size="small"
        onClick={() => onZoom(stepped(shown, -1))}
      >
        <Minus />
      </IconButton>
      <span role="status" aria-label={t("pages.zoom")} className="w-11 text-center">
        <Percent share={shown} />
      </span>
      <IconButton label={t("pages.larger")} size="small" onClick={() => onZoom(stepped(shown, 1))}>
        <Plus />
      </IconButton>
      <IconButton
        label={t("pages.fit")}
        size="small"
        aria-pressed={zoom === "fit"}
        onClick={() => onZoom("fit")}
      >
        <MoveHorizontal />
      </IconButton>
    </div>
  );
}
