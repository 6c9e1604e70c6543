import type { Concept } from "@/api/generated";
import { Count, Percent } from "@/components/numbers";
import { cn } from "@/lib/cn";

import { Community } from "../Community";
import { relationWords } from "../words";
import { SHOWN } from "./TableHead";

const CELL = "border-line truncate border-b px-3";

/** One concept; where it is narrow its type and community stand under its name. */
export function ConceptRow({
  concept,
  index,
  isOpen,
  onOpen,
}: {
  concept: Concept;
  index: number;
  isOpen: boolean;
  onOpen: () => void;
}) {
  return (
    <tr
      data-row={index}
      aria-rowindex={index + 2}
      aria-current={isOpen ? "true" : undefined}
      className={cn("h-12 hover:bg-sunken", isOpen && "bg-accent-soft")}
    >
      <th scope="row" className={cn(CELL, "text-left font-normal")}>
        <button
          type="button"
          onClick={onOpen}
          title={concept.name.slice(0, 300)}
          className="flex h-11 w-full min-w-0 flex-col justify-center text-left outline-offset-[-2px]"
        >
          <bdi className="max-w-full truncate font-medium">{concept.name}</bdi>
          <span className="flex max-w-full gap-2 text-xs text-soft @xl:hidden">
            <span className="truncate">{relationWords(concept.type)}</span>
            <Community community={concept.community} />
          </span>
        </button>
      </th>
      <td className={cn(CELL, SHOWN.type, "text-soft")}>{relationWords(concept.type)}</td>
      <td className={cn(CELL, SHOWN.community)}>
        <Community community={concept.community} />
      </td>
      <td className={cn(CELL, SHOWN.centrality)}>
        <span className="flex items-center gap-2">
          <span aria-hidden className="h-1.5 flex-1 overflow-hidden rounded-full bg-sunken">
            <span
              className="block h-full rounded-full bg-accent"
              style={{ width: `${Math.round(concept.centrality * 100)}%` }}
            />
          </span>
          <span className="w-9 text-right text-xs text-soft">
            <Percent share={concept.centrality} />
          </span>
        </span>
      </td>
      <td className={cn(CELL, "text-right")}>
        <Count value={concept.mention_count} />
      </td>
      <td className={cn(CELL, SHOWN.files, "text-right")}>
        <Count value={concept.file_count} />
      </td>
    </tr>
  );
}
