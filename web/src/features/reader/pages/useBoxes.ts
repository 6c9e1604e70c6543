import { useQueries } from "@tanstack/react-query";

import type { FileBoxes, PageBox } from "@/api/generated";
import { evidenceBoxesOptions } from "@/api/generated/@tanstack/react-query.gen";

import type { Span } from "../text/segments";

const MOST_CHARACTERS = 20_000;

/** Words that are shown on the pages. */
export interface Target extends Span {
  as: "current" | "other" | "active";
  label: string;
}

/** A target's boxes on one page. */
export interface Placed {
  target: Target;
  boxes: readonly PageBox[];
  /** Whether it goes on from the page before. */
  continues: boolean;
}

export interface Boxes {
  ofPage: (page: number) => readonly Placed[];
  /** Of the targets in their order: the first page that each stands on; none if the server can't
   * tell, or hasn't yet. */
  pages: readonly (number | undefined)[];
  states: readonly (FileBoxes["state"] | "pending" | "failed")[];
}

/** Where the server says that these words stand. */
export function useBoxes(fileId: string, targets: readonly Target[]): Boxes {
  const found = useQueries({
    queries: targets.map(({ start, end }) => ({
      ...evidenceBoxesOptions({
        path: { file_id: fileId },
        query: { start, end: Math.min(end, start + MOST_CHARACTERS) },
      }),
      // a file never changes
      staleTime: "static" as const,
    })),
  });
  const ofPage = (page: number) =>
    targets.flatMap((target, at): Placed[] => {
      const pages = found[at]?.data?.pages ?? [];
      const here = pages.findIndex((each) => each.page === page);
      const boxes = pages[here]?.boxes ?? [];
      return boxes.length === 0 ? [] : [{ target, boxes, continues: here > 0 }];
    });
  return {
    ofPage,
    pages: found.map(({ data }) => data?.pages[0]?.page),
    states: found.map(({ data, isError }) => data?.state ?? (isError ? "failed" : "pending")),
  };
}
