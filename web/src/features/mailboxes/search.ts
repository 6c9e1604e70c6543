/** What a provider's consent screen led to, as the server tells it in the address. */
export interface LandingSearch {
  /** The id of the mailbox that is connected now. */
  connected?: string;
  /** A word for why none is. */
  problem?: string;
}

/** What the page of a project's mailboxes shows, as the address has it. */
export interface MailboxesSearch extends LandingSearch {
  /** The mailbox whose form is open; `new`: that of a new one. */
  mailbox?: string;
  /** The provider that is chosen for a new one. */
  provider?: string;
}

const word = (given: unknown) => (typeof given === "string" && given !== "" ? given : undefined);

export function landingSearch(given: Record<string, unknown>): LandingSearch {
  return { connected: word(given.connected), problem: word(given.problem) };
}

export function mailboxesSearch(given: Record<string, unknown>): MailboxesSearch {
  return { ...landingSearch(given), mailbox: word(given.mailbox), provider: word(given.provider) };
}
