import { Link } from "@tanstack/react-router";
import { PlugZap, Sparkles, TriangleAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { MailboxView } from "@/api/generated";
import { ErrorNotice } from "@/components/notices";
import { Time } from "@/components/time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useOpenExtract } from "@/features/extract/open";

import { MailboxMenu } from "./MailboxMenu";
import { ProviderMark } from "./ProviderMark";
import { TrialSteps } from "./TrialSteps";
import { useProvider } from "./useMailboxes";
import { useTrial } from "./useTrial";

/** One mailbox: whose it is, how it was when it was last read, and what can be done with it.
 * `isNew`: it has just been connected, and is tried by itself. */
export function MailboxCard({ mailbox, isNew }: { mailbox: MailboxView; isNew: boolean }) {
  const { t } = useTranslation(["mailboxes", "extract"]);
  const provider = useProvider(mailbox.preset);
  const openExtract = useOpenExtract();
  const trial = useTrial(mailbox.id);
  const { isPending, mutate } = trial;
  const isBegun = useRef(false);
  useEffect(() => {
    if (isNew && !isBegun.current) mutate();
    isBegun.current ||= isNew;
  }, [isNew, mutate]);
  return (
    <li
      data-row
      aria-label={mailbox.name.slice(0, 100)}
      className="space-y-3 rounded-xl border border-line bg-surface p-4"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-3">
        <ProviderMark preset={mailbox.preset} title={provider?.title} />
        <About mailbox={mailbox} />
        <div className="flex items-center gap-1 max-sm:w-full">
          <Button
            size="small"
            data-open
            aria-label={t("testOf", { name: mailbox.name.slice(0, 60) })}
            aria-disabled={isPending}
            onClick={() => !isPending && mutate()}
          >
            <PlugZap /> {t(isPending ? "testing" : "test")}
          </Button>
          <Button
            size="small"
            aria-label={t("extractOf", { name: mailbox.name.slice(0, 60) })}
            onClick={() => openExtract(mailbox.project_id, { mailbox: mailbox.id })}
          >
            <Sparkles /> {t("extract:extract")}
          </Button>
          <MailboxMenu mailbox={mailbox} />
        </div>
      </div>
      {trial.error !== null && <ErrorNotice error={trial.error} />}
      {trial.data !== undefined && !isPending ? (
        <TrialSteps trial={trial.data} />
      ) : (
        mailbox.last_problem !== null && !isPending && <Problem mailbox={mailbox} />
      )}
    </li>
  );
}

function About({ mailbox }: { mailbox: MailboxView }) {
  const { t } = useTranslation("mailboxes");
  return (
    <div className="min-w-0 flex-1 basis-40">
      <p className="flex items-center gap-2">
        <bdi className="line-clamp-1 min-w-0 text-sm font-medium" title={mailbox.name}>
          {mailbox.name}
        </bdi>
        {mailbox.is_default && <Badge tone="accent">{t("default")}</Badge>}
      </p>
      <p className="line-clamp-2 text-xs text-soft" title={mailbox.user_name}>
        {mailbox.user_name !== mailbox.name && (
          <>
            <bdi>{mailbox.user_name}</bdi>
            {" · "}
          </>
        )}
        <bdi>{mailbox.folder}</bdi>
        {" · "}
        {mailbox.last_checked === null ? (
          t("neverChecked")
        ) : (
          <>
            {t("checked")} <Time at={mailbox.last_checked} />
          </>
        )}
      </p>
    </div>
  );
}

/** Why it couldn't be read when it was last tried, and the way to do something about it. */
function Problem({ mailbox }: { mailbox: MailboxView }) {
  const { t } = useTranslation("mailboxes");
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg bg-warn-soft p-3 text-sm">
      <p className="flex min-w-0 flex-1 basis-72 gap-2.5">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
        <span className="min-w-0" dir="auto">
          {mailbox.last_problem}
        </span>
      </p>
      <Button asChild size="small">
        <Link to="." search={(before) => ({ ...before, mailbox: mailbox.id })}>
          {t("change")}
        </Link>
      </Button>
    </div>
  );
}
