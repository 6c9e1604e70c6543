import { useMutation } from "@tanstack/react-query";

import { mailboxesAskAgain, mailboxesAskForConsent, type NewConsent } from "@/api/generated";

const STORED = "educe.mailboxes.consent";

/** What was being connected when the browser went to the provider. */
interface Begun {
  projectId: string;
  /** The form to come back to: a mailbox's id, or `new`. */
  mailbox: string;
  provider: string;
}

type Asked = Begun & { consent?: NewConsent };

/** Sends the browser to a provider's consent screen: for a new mailbox, or for one that there is. */
export function useConsent() {
  return useMutation({
    mutationFn: async ({ consent, ...begun }: Asked) => {
      const { data } =
        consent === undefined
          ? await mailboxesAskAgain({ path: { mailbox_id: begun.mailbox } })
          : await mailboxesAskForConsent({ path: { project_id: begun.projectId }, body: consent });
      sessionStorage.setItem(STORED, JSON.stringify(begun));
      window.location.assign(data.authorization_url);
    },
  });
}

/** Known in the tab that went there; undefined in others. */
export function begunConsent(): Begun | undefined {
  const stored = sessionStorage.getItem(STORED);
  return stored === null ? undefined : (JSON.parse(stored) as Begun);
}
