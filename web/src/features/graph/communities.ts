import { createContext, useContext } from "react";

import type { GraphSummary } from "@/api/generated";
import { useIsDark } from "@/lib/theme";

import { coloursOf, inksOf, colourOf } from "./canvas/palette";

/** What a community is called, and its colour. */
export interface Communities {
  colours: ReadonlyMap<number, number>;
  labels: ReadonlyMap<number, string>;
}

export function communitiesOf(summary: GraphSummary): Communities {
  return {
    colours: coloursOf(summary.communities.map(({ number }) => number)),
    labels: new Map(summary.communities.map(({ number, label }) => [number, label])),
  };
}

const Context = createContext<Communities>({ colours: new Map(), labels: new Map() });

export const CommunitiesProvider = Context.Provider;

export function useCommunities(): Communities {
  return useContext(Context);
}

/** The colour of a community now, in light or dark. */
export function useColourOf(): (community: number | null) => string {
  const { colours } = useCommunities();
  const inks = inksOf(colours, useIsDark());
  return (community) => colourOf(inks, community);
}
