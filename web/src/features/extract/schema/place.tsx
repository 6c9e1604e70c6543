import { createContext, type ReactNode, useContext } from "react";

/** Where a config is for: which project, and which mailbox it has chosen, where it has one. */
interface Place {
  projectId: string;
  mailboxId: unknown;
}

const PlaceContext = createContext<Place | undefined>(undefined);

export function ConfigPlace({ value, children }: { value: Place; children: ReactNode }) {
  return <PlaceContext value={value}>{children}</PlaceContext>;
}

export function useConfigPlace(): Place | undefined {
  return useContext(PlaceContext);
}
