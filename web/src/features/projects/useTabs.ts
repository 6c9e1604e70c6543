import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";

import type { ProjectView } from "@/api/generated";
import {
  mailboxesListOfProjectOptions,
  newsletterMessagesFindOptions,
} from "@/api/generated/@tanstack/react-query.gen";

import { PROJECT_TABS } from "./tabs";

/** The tabs of this project. A course has those of newsletters when it has a mailbox or newsletters,
 * or when one of them is open: most courses have no use for them. */
export function useTabs({ id, kind }: ProjectView) {
  const path = { project_id: id };
  const enabled = kind === "course";
  const mailboxes = useQuery({ ...mailboxesListOfProjectOptions({ path }), enabled });
  const newsletters = useQuery({
    ...newsletterMessagesFindOptions({ path, query: { limit: 1 } }),
    enabled,
  });
  const open = useLocation({ select: ({ pathname }) => pathname.split("/")[3] });
  const some = (mailboxes.data?.mailboxes.length ?? 0) + (newsletters.data?.total ?? 0);
  const isOpen = PROJECT_TABS.some((tab) => "ofNewsletters" in tab && tab.name === open);
  const all = kind !== "course" || some > 0 || isOpen;
  return PROJECT_TABS.filter((tab) => all || !("ofNewsletters" in tab));
}
