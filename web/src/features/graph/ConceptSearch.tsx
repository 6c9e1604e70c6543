import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { conceptsFindOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Input } from "@/components/ui/field";
import { cn } from "@/lib/cn";

import { Found } from "./Found";
import { useLater } from "./useLater";

const SHOWN = 8;
const WAIT_MILLISECONDS = 120;

/** A field that finds concepts as one types; the arrows go through them, Enter chooses. */
export function ConceptSearch({
  projectId,
  label,
  isMain = false,
  onChoose,
  className,
}: {
  projectId: string;
  label: string;
  /** The one that `/` goes to. */
  isMain?: boolean;
  onChoose: (id: string, name: string) => void;
  className?: string;
}) {
  const { t } = useTranslation("graph");
  const id = useId();
  const [words, setWords] = useState("");
  const [isOpen, setIsOpen] = useState(false);
  const [at, setAt] = useState(0);
  const search = useLater(words.trim(), WAIT_MILLISECONDS).slice(0, 200);
  const found = useQuery({
    ...conceptsFindOptions({ path: { project_id: projectId }, query: { search, limit: SHOWN } }),
    enabled: isOpen && search !== "",
    placeholderData: keepPreviousData,
  });
  const concepts = (search === "" ? undefined : found.data?.concepts) ?? [];
  const shows = isOpen && search !== "" && found.data !== undefined;

  const choose = (index: number) => {
    const concept = concepts[index];
    if (concept === undefined) return;
    setIsOpen(false);
    setWords("");
    onChoose(concept.id, concept.name);
  };
  const press = (event: KeyboardEvent) => {
    const last = concepts.length - 1;
    if (event.key === "ArrowDown") setAt(at >= last ? 0 : at + 1);
    else if (event.key === "ArrowUp") setAt(at <= 0 ? Math.max(0, last) : at - 1);
    else if (event.key === "Enter") choose(Math.min(at, Math.max(0, last)));
    else if (event.key === "Escape" && isOpen) setIsOpen(false);
    else return;
    event.preventDefault();
  };
  return (
    <div className={cn("relative", className)}>
      <Search aria-hidden className="pointer-events-none absolute top-3 left-3 size-4 text-soft" />
      <Input
        {...(isMain && { "data-search": true })}
        role="combobox"
        aria-label={label}
        aria-expanded={shows}
        aria-controls={`${id}-found`}
        aria-autocomplete="list"
        aria-activedescendant={shows && concepts.length > 0 ? `${id}-${at}` : undefined}
        placeholder={label}
        autoComplete="off"
        maxLength={200}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setIsOpen(true);
          setAt(0);
        }}
        onFocus={() => setIsOpen(true)}
        onBlur={() => setIsOpen(false)}
        onKeyDown={press}
        className="pl-9"
      />
      <Found
        id={id}
        isOpen={shows}
        at={at}
        concepts={concepts}
        total={found.data?.total ?? 0}
        onPoint={setAt}
        onChoose={choose}
      />
      <span role="status" className="sr-only">
        {shows && t("search.found", { count: found.data.total })}
      </span>
    </div>
  );
}
