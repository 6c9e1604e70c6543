import { useEffect, useRef, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

import type { Position } from "../place";
import { type Entry, entryAt, MOST_ENTRIES } from "./headings";

const INDENTS = ["ps-3", "ps-6", "ps-9", "ps-12"] as const;

/** The headings of a text, as the way to its parts; the one that is read under is told. */
export function Outline({
  entries,
  position,
  isWhole,
  onGo,
  onAll,
}: {
  entries: readonly Entry[];
  position: Position;
  /** Whether the whole text is here, and so all of its headings. */
  isWhole: boolean;
  onGo: (entry: Entry) => void;
  onAll: () => void;
}) {
  const { t } = useTranslation("reader");
  const list = useRef<HTMLUListElement>(null);
  const current = useSyncExternalStore(position.subscribe, () => entryNow(entries, position));
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <>
      <ul ref={list} className="border-s border-line text-sm">
        {entries.map((entry, at) => (
          <li key={entry.start}>
            <button
              type="button"
              aria-current={at === current ? "location" : undefined}
              title={entry.text}
              onClick={() => onGo(entry)}
              className={cn(
                "-ms-px line-clamp-2 w-full border-s-2 border-transparent py-1 text-start leading-snug text-soft hover:text-text",
                INDENTS[Math.min(entry.level, INDENTS.length) - 1],
                at === current && "border-accent font-medium text-text",
              )}
            >
              <bdi>{entry.text}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {entries.length >= MOST_ENTRIES ? (
        <p className="pt-2 text-xs text-soft">{t("outline.more")}</p>
      ) : (
        !isWhole && (
          <p className="pt-3 text-xs text-soft">
            {t("outline.part")}{" "}
            <Button variant="link" className="text-xs" onClick={onAll}>
              {t("outline.all")}
            </Button>
          </p>
        )
      )}
    </>
  );
}

function entryNow(entries: readonly Entry[], position: Position): number {
  const at = position.now();
  if (at === undefined) return -1;
  if (at.point !== undefined) return entryAt(entries, at.point);
  const { page } = at;
  return page === null ? -1 : entries.findLastIndex((entry) => (entry.page ?? 0) <= page);
}
