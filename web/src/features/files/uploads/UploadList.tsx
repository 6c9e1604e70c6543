import { Check, CircleX, RotateCw, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Bytes } from "@/components/numbers";
import { useErrorText } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { IconButton } from "@/components/ui/icon-button";
import { Progress } from "@/components/ui/progress";

import type { Upload, Uploads } from "./uploads";

/** The files on their way: how far each is, and what to do when one is refused. */
export function UploadList({
  uploads,
  mine,
  projectId,
}: {
  uploads: Uploads;
  mine: readonly Upload[];
  projectId: string;
}) {
  const { t } = useTranslation("files");
  if (mine.length === 0) return null;
  const done = mine.filter(({ state }) => state === "done").length;
  const failed = mine.filter(({ state }) => state === "failed").length;
  const ended = mine.every(({ state }) => state !== "waiting" && state !== "sending");
  return (
    <Section
      title={t("uploads.title")}
      className="rounded-xl border border-line bg-surface p-4"
      actions={
        ended && (
          <Button size="small" variant="quiet" onClick={() => uploads.clear(projectId)}>
            {t("uploads.clear")}
          </Button>
        )
      }
    >
      <p role="status" className="text-sm text-soft">
        {t("uploads.summary", { done, all: mine.length })}
        {failed > 0 && ` ${t("uploads.failed", { count: failed })}`}
      </p>
      <ul className="max-h-72 space-y-2 overflow-y-auto" tabIndex={mine.length > 5 ? 0 : undefined}>
        {inOrder(mine).map((upload) => (
          <Row key={upload.id} upload={upload} uploads={uploads} />
        ))}
      </ul>
    </Section>
  );
}

/** What needs somebody first, then what moves, then the rest. */
const ORDER = { failed: 0, sending: 1, waiting: 2, cancelled: 3, done: 4 };
const MOST_SHOWN = 200;

function inOrder(mine: readonly Upload[]): Upload[] {
  return [...mine].sort((one, other) => ORDER[one.state] - ORDER[other.state]).slice(0, MOST_SHOWN);
}

function Row({ upload, uploads }: { upload: Upload; uploads: Uploads }) {
  const { t } = useTranslation(["files", "common"]);
  const say = useErrorText();
  const { id, name, state } = upload;
  return (
    <li className="flex items-center gap-3 text-sm">
      <div className="min-w-0 flex-1 space-y-1">
        <p className="flex items-center gap-2">
          {state === "done" && <Check aria-hidden className="size-4 shrink-0 text-good" />}
          {state === "failed" && <CircleX aria-hidden className="size-4 shrink-0 text-bad" />}
          <bdi className="truncate" title={name}>
            {name}
          </bdi>
          <span className="ml-auto text-xs text-soft">
            {state === "sending" ? <Bytes value={upload.size} /> : t(`uploads.state.${state}`)}
          </span>
        </p>
        {state === "sending" && (
          <Progress
            value={upload.size === 0 ? null : Math.min(100, (upload.sentBytes / upload.size) * 100)}
            label={t("uploads.progress", { name: name.slice(0, 80) })}
            className="h-1.5"
          />
        )}
        {state === "failed" && <p className="text-xs text-bad">{say(upload.error)}</p>}
      </div>
      {(state === "sending" || state === "waiting") && (
        <IconButton
          size="small"
          label={t("uploads.cancel", { name })}
          onClick={() => uploads.cancel(id)}
        >
          <X />
        </IconButton>
      )}
      {(state === "failed" || state === "cancelled") && (
        <IconButton
          size="small"
          label={t("uploads.retry", { name })}
          onClick={() => uploads.retry(id)}
        >
          <RotateCw />
        </IconButton>
      )}
    </li>
  );
}
