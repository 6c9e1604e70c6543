import { expect, test } from "vitest";

import type { MailboxView, ProviderView } from "@/api/generated";

import { changesOf, creationOf, draftOf, isMoved, newDraft } from "./draft";

const provider = { name: "fastmail", security: "tls" } as ProviderView;
const mailbox = {
  name: "Mine",
  folder: "INBOX",
  host: "imap.example.org",
  port: 993,
  security: "tls",
  user_name: "me@example.org",
} as MailboxView;

test("what isn't entered is left to the provider", () => {
  const draft = { ...newDraft(provider), userName: " me@example.org ", password: " p " };
  expect(creationOf(draft, provider)).toEqual({
    preset: "fastmail",
    user_name: "me@example.org",
    password: " p ", // as it is: spaces may be of it
    name: null,
    folder: "INBOX",
    host: null,
    port: null,
    security: null,
  });
});

test("only what was changed is sent", () => {
  const draft = draftOf(mailbox);
  expect(changesOf(draft, mailbox)).toEqual({});
  expect(changesOf({ ...draft, name: "Yours ", folder: "" }, mailbox)).toEqual({ name: "Yours" });
  expect(changesOf({ ...draft, port: "143", password: "x" }, mailbox)).toEqual({
    port: 143,
    password: "x",
  });
});

test("another server wants the password again, another name doesn't", () => {
  const draft = draftOf(mailbox);
  expect(isMoved({ ...draft, host: "imap.example.com" }, mailbox)).toBe(true);
  expect(isMoved({ ...draft, userName: "you@example.org" }, mailbox)).toBe(true);
  expect(isMoved({ ...draft, name: "Yours", folder: "Weekly", password: "x" }, mailbox)).toBe(
    false,
  );
});
