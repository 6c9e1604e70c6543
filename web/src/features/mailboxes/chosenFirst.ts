import type { MailboxView } from "@/api/generated";

/** One's default, where it is among them, else the first. */
export function chosenFirst(mailboxes: readonly MailboxView[]): MailboxView | undefined {
  return mailboxes.find((mailbox) => mailbox.is_default) ?? mailboxes[0];
}
