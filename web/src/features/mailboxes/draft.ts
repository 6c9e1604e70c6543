import type {
  MailboxChangesWritable as MailboxChanges,
  MailboxView,
  NewConsent,
  NewMailboxWritable as NewMailbox,
  ProviderView,
} from "@/api/generated";

/** What has been entered into the form of a mailbox. What is empty is the provider's, or stays. */
export interface Draft {
  userName: string;
  password: string;
  name: string;
  folder: string;
  host: string;
  port: string;
  security: MailboxView["security"];
}

export function newDraft(provider: ProviderView | undefined): Draft {
  return {
    userName: "",
    password: "",
    name: "",
    folder: "INBOX",
    host: "",
    port: "",
    security: provider?.security ?? "tls",
  };
}

export function draftOf(mailbox: MailboxView): Draft {
  return {
    userName: mailbox.user_name,
    password: "",
    name: mailbox.name,
    folder: mailbox.folder,
    host: mailbox.host,
    port: String(mailbox.port),
    security: mailbox.security,
  };
}

/** A mailbox with a password, as the server takes it to try it or to add it. */
export function creationOf(draft: Draft, provider: ProviderView): NewMailbox {
  return {
    preset: provider.name,
    user_name: draft.userName.trim(),
    password: draft.password,
    name: draft.name.trim() || null,
    folder: draft.folder.trim() || "INBOX",
    host: draft.host.trim() || null,
    port: portOf(draft),
    security: draft.security === provider.security ? null : draft.security,
  };
}

export function consentOf(draft: Draft, provider: ProviderView): NewConsent {
  return {
    preset: provider.name,
    user_name: draft.userName.trim(),
    name: draft.name.trim() || null,
    folder: draft.folder.trim() || "INBOX",
  };
}

/** Only what was changed. */
export function changesOf(draft: Draft, mailbox: MailboxView): MailboxChanges {
  const before = draftOf(mailbox);
  const changed = (field: keyof Draft) =>
    draft[field].trim() !== before[field] && draft[field].trim() !== "";
  return {
    ...(changed("name") && { name: draft.name.trim() }),
    ...(changed("folder") && { folder: draft.folder.trim() }),
    ...(changed("userName") && { user_name: draft.userName.trim() }),
    ...(changed("host") && { host: draft.host.trim() }),
    ...(changed("port") && { port: portOf(draft) }),
    ...(changed("security") && { security: draft.security }),
    ...(draft.password !== "" && { password: draft.password }),
  };
}

/** Whether the password is to go somewhere else than it was given for: it is asked for anew then. */
export function isMoved(draft: Draft, mailbox: MailboxView): boolean {
  const { host, port, security, user_name } = changesOf(draft, mailbox);
  return [host, port, security, user_name].some((each) => each !== undefined);
}

function portOf({ port }: Draft): number | null {
  return port.trim() === "" ? null : Number(port);
}
