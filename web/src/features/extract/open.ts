import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";

const STORED = "educe.extract.files";

interface Chosen {
  projectId: string;
  files: readonly string[];
}

/**
 * Opens the form that starts an extraction, over the page that is open. `files`: those that are to be
 * chosen already, else all; `again`: prefilled from that job, as a new version of it; `mailbox`: that
 * one is to be read.
 */
export function useOpenExtract(): (
  projectId: string,
  how?: { files?: readonly string[]; again?: string; mailbox?: string },
) => void {
  const navigate = useNavigate();
  return useCallback(
    (projectId, { files, again, mailbox } = {}) => {
      keepChosen(projectId, files);
      void navigate({
        to: ".",
        search: (before) => ({
          ...before,
          watch: undefined,
          extract: projectId,
          again,
          from: mailbox,
        }),
      });
    },
    [navigate],
  );
}

/** What was chosen may be thousands of files: more than an address bears. It survives a reload. */
export function keepChosen(projectId: string, files: readonly string[] | undefined): void {
  sessionStorage.removeItem(STORED);
  if (files === undefined) return;
  try {
    sessionStorage.setItem(STORED, JSON.stringify({ projectId, files } satisfies Chosen));
  } catch {
    // more than a browser keeps; a reload begins anew then
  }
}

/** The files that were chosen for this project; none: all of them. */
export function keptChoice(projectId: string): readonly string[] | undefined {
  const stored = sessionStorage.getItem(STORED);
  if (stored === null) return undefined;
  const chosen = JSON.parse(stored) as Chosen;
  return chosen.projectId === projectId ? chosen.files : undefined;
}
