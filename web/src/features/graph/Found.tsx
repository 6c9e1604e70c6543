import { useTranslation } from "react-i18next";

import type { Concept } from "@/api/generated";
import { cn } from "@/lib/cn";

import { Dot } from "./Community";
import { relationWords } from "./words";

/** What a search found, under its field. */
export function Found({
  id,
  isOpen,
  at,
  concepts,
  total,
  onPoint,
  onChoose,
}: {
  id: string;
  isOpen: boolean;
  at: number;
  concepts: readonly Concept[];
  total: number;
  onPoint: (index: number) => void;
  onChoose: (index: number) => void;
}) {
  const { t } = useTranslation("graph");
  return (
    <div
      className={cn(
        "absolute top-full right-0 left-0 z-30 mt-1 min-w-64 rounded-lg border border-line bg-raised p-1 shadow-xl",
        !isOpen && "hidden",
      )}
    >
      <div id={`${id}-found`} role="listbox" aria-label={t("search.results")}>
        {isOpen &&
          concepts.map((concept, index) => (
            // the field has the keyboard, and tells it to the list
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={concept.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              tabIndex={-1}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => onPoint(index)}
              onClick={() => onChoose(index)}
              className={cn(
                "flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-2 text-sm",
                index === at && "bg-accent-soft",
              )}
            >
              <Dot community={concept.community} />
              <span className="min-w-0 flex-1 truncate" title={concept.name.slice(0, 300)}>
                <bdi>{concept.name}</bdi>
              </span>
              <span className="max-w-[45%] truncate text-xs text-soft">
                {concept.match === "alias" || concept.match === "definition"
                  ? t(`search.by.${concept.match}`)
                  : relationWords(concept.type)}
              </span>
            </div>
          ))}
      </div>
      {concepts.length === 0 ? (
        <p className="px-2.5 py-2 text-sm text-soft">{t("search.nothing")}</p>
      ) : (
        total > concepts.length && (
          <p className="px-2.5 pt-1 pb-1.5 text-xs text-soft">
            {t("search.more", { count: total - concepts.length })}
          </p>
        )
      )}
    </div>
  );
}
