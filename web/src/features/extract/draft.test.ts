import { renderHook } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import type { ExtractorView, JobDetails, MailboxView } from "@/api/generated";

import { bodyOf, type Sources, useDraft } from "./draft";
import { mailboxFieldOf } from "./mailboxField";

const extractor = (name: string, properties: object) =>
  ({ name, config_schema: { properties } }) as unknown as ExtractorView;
const CONCEPTS = extractor("concepts", { most: { type: "integer", default: 3 } });
const MAIL = extractor("newsletters", {
  mailbox_id: { anyOf: [{ type: "string", format: "mailbox" }, { type: "null" }], default: null },
});
const mailbox = (id: string, is_default = false) => ({ id, is_default }) as MailboxView;
const NOTHING: Sources = { mailboxes: [], files: 0, from: undefined };

function bodyFor(sources: Partial<Sources>, again?: Partial<JobDetails>) {
  const job = again && ({ files: [], file_count: 0, ...again } as unknown as JobDetails);
  const { result } = renderHook(() =>
    useDraft("p", [CONCEPTS, MAIL], { ...NOTHING, ...sources }, job),
  );
  const { draft } = result.current;
  const chosen = [CONCEPTS, MAIL].find(({ name }) => name === draft.extractor);
  return bodyOf(draft, mailboxFieldOf(chosen));
}

beforeEach(() => sessionStorage.clear());

test("files are read for concepts, also where there is a mailbox", () => {
  expect(bodyFor({ files: 2, mailboxes: [mailbox("m")] })).toMatchObject({
    extractor: "concepts",
    config: { most: 3 },
    file_ids: null,
  });
});

test("where there are only mailboxes, one's default is read, and no file", () => {
  expect(bodyFor({ mailboxes: [mailbox("a"), mailbox("b", true)] })).toMatchObject({
    extractor: "newsletters",
    config: { mailbox_id: "b" },
    file_ids: [],
  });
});

test("the mailbox that is meant is read", () => {
  const mailboxes = [mailbox("a"), mailbox("b", true)];
  expect(bodyFor({ files: 9, mailboxes, from: "a" }).config).toEqual({ mailbox_id: "a" });
});

test("a new version of a job reads what that one read", () => {
  const again = { extractor: "newsletters", extraction_config: { mailbox_id: "gone" } };
  expect(bodyFor({ mailboxes: [mailbox("a")] }, again)).toMatchObject({
    config: { mailbox_id: "gone" },
    file_ids: [],
  });
  const files = [{ file_id: "f", file_name: "all.mbox" }];
  const ofFiles = { extractor: "newsletters", extraction_config: { mailbox_id: null }, files };
  expect(bodyFor({ mailboxes: [mailbox("a")] }, ofFiles)).toMatchObject({
    config: { mailbox_id: null },
    file_ids: ["f"],
  });
});
