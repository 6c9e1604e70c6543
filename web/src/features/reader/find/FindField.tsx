import { ChevronDown, ChevronUp, Search, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Count } from "@/components/numbers";
import { CONTROL } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";

import { MOST_MATCHES } from "./find";
import type { Find } from "./useFind";

/** Looks for words in the text: Enter goes to the next, Shift+Enter to the one before. */
export function FindField({
  find,
  share,
  isCut,
  takesKey,
  onWords,
  onGo,
}: {
  find: Find;
  /** How much of the text is here to be searched, of 1. */
  share: number;
  /** Whether the text is longer than what is searched. */
  isCut: boolean;
  /** Whether the page's search key leads here. */
  takesKey: boolean;
  onWords: (words: string) => void;
  onGo: (step: 1 | -1) => void;
}) {
  const { t } = useTranslation("reader");
  const isUsed = find.words.trim() !== "";
  return (
    <form
      role="search"
      className="flex min-w-0 flex-1 basis-40 items-center gap-1 @xl:basis-56 @3xl:max-w-96"
      onSubmit={(event) => event.preventDefault()}
    >
      <div className="relative min-w-0 flex-1">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-2 left-2.5 size-4 text-soft"
        />
        <input
          type="text"
          enterKeyHint="search"
          aria-label={t("find.label")}
          placeholder={t("find.label")}
          maxLength={200}
          value={find.words}
          {...(takesKey && { "data-search": true })}
          className={cn(CONTROL, "h-8 pr-3 pl-8", isUsed && "pr-20 @xl:pr-28")}
          onChange={(event) => onWords(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              onGo(event.shiftKey ? -1 : 1);
            }
            if (event.key === "Escape" && isUsed) {
              event.stopPropagation();
              onWords("");
            }
          }}
        />
        <span
          role="status"
          className="pointer-events-none absolute top-0 right-2.5 flex h-8 items-center text-xs text-soft"
        >
          {isUsed && <Found find={find} share={share} isCut={isCut} />}
        </span>
      </div>
      {isUsed && (
        <>
          <IconButton
            label={t("find.previous")}
            size="small"
            aria-disabled={find.matches.length === 0}
            onClick={() => onGo(-1)}
          >
            <ChevronUp />
          </IconButton>
          <IconButton
            label={t("find.next")}
            size="small"
            aria-disabled={find.matches.length === 0}
            onClick={() => onGo(1)}
          >
            <ChevronDown />
          </IconButton>
          <IconButton label={t("find.clear")} size="small" onClick={() => onWords("")}>
            <X />
          </IconButton>
        </>
      )}
    </form>
  );
}

function Found({ find, share, isCut }: { find: Find; share: number; isCut: boolean }) {
  const { t } = useTranslation("reader");
  const count = find.matches.length;
  if (find.isPending)
    return <span>{share < 1 ? t("find.loading", { percent: Math.floor(share * 100) }) : "…"}</span>;
  if (count === 0) return <span>{isCut ? t("find.noneSoFar") : t("find.none")}</span>;
  const more = count >= MOST_MATCHES || isCut;
  return (
    <span>
      {find.at !== undefined && (
        <>
          <Count value={find.at + 1} /> {t("find.of")}{" "}
        </>
      )}
      <Count value={count} />
      {more && "+"}
    </span>
  );
}
