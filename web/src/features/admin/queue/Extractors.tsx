import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Pause, PauseCircle, Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ExtractorView, WholeQueue } from "@/api/generated";
import { extractorsListAllOptions } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Count } from "@/components/numbers";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { SkeletonLines } from "@/components/ui/skeleton";
import { type Column, DataTable } from "@/components/ui/table";

import { PauseWords } from "../Situation";
import { byGroup } from "./depth";
import { PauseDialog } from "./PauseDialog";
import { pauseOf, type Target, usePauses } from "./usePauses";

/** Each extractor with what waits for it, and a switch of its own. */
export function Extractors({ queue }: { queue: WholeQueue }) {
  const { t } = useTranslation("admin");
  const extractors = useQuery({ ...extractorsListAllOptions(), staleTime: Infinity });
  const [asked, setAsked] = useState<Target | null>(null);
  const change = usePauses();
  const depth = byGroup(queue.depth, "extractor");
  const jobs = (name: string) => depth.find(({ key }) => key === name);
  const targetOf = ({ name }: ExtractorView): Target => ({ kind: "extractor", name });
  const columns: Column<ExtractorView>[] = [
    { key: "title", head: t("column.extractor"), kind: "title", cell: named },
    {
      key: "state",
      head: t("column.state"),
      cell: (extractor) => <State pause={pauseOf(queue.pauses, targetOf(extractor))} />,
    },
    {
      key: "waiting",
      head: t("column.waiting"),
      kind: "number",
      cell: ({ name }) => <Count value={jobs(name)?.waiting ?? 0} />,
    },
    {
      key: "running",
      head: t("column.running"),
      kind: "number",
      cell: ({ name }) => <Count value={jobs(name)?.running ?? 0} />,
    },
    {
      key: "actions",
      head: t("column.actions"),
      kind: "actions",
      className: "md:text-right",
      cell: (extractor) =>
        pauseOf(queue.pauses, targetOf(extractor)) === undefined ? (
          <Button
            size="small"
            aria-label={t("pause.extractor", { name: extractor.title })}
            aria-disabled={change.isPending}
            onClick={() => !change.isPending && setAsked(targetOf(extractor))}
          >
            <Pause /> {t("pause.go")}
          </Button>
        ) : (
          <Button
            size="small"
            variant="primary"
            aria-label={t("pause.resumeExtractor", { name: extractor.title })}
            aria-disabled={change.isPending}
            onClick={() =>
              !change.isPending && change.mutate({ ...targetOf(extractor), pausing: false })
            }
          >
            <Play /> {t("pause.resume")}
          </Button>
        ),
    },
  ];
  // those of programs outside aren't given out by the queue
  const shown = extractors.data?.filter(({ runner }) => runner !== "external");
  return (
    <Section title={t("queue.extractors")}>
      {change.error !== null && <ErrorNotice error={change.error} />}
      {extractors.isError && <ErrorNotice error={extractors.error} />}
      {extractors.isPending && <SkeletonLines lines={2} />}
      {shown !== undefined && (
        <DataTable
          caption={t("queue.extractors")}
          columns={columns}
          rows={shown}
          rowKey={({ name }) => name}
        />
      )}
      {asked !== null && (
        <PauseDialog
          target={asked}
          title={t("pause.extractor", {
            name: shown?.find(({ name }) => name === asked.name)?.title ?? asked.name,
          })}
          onClose={() => setAsked(null)}
          onPause={(reason) => {
            setAsked(null);
            change.mutate({ ...asked, reason, pausing: true });
          }}
        />
      )}
    </Section>
  );
}

function named({ title, name }: ExtractorView) {
  return (
    <>
      <p className="font-medium">{title}</p>
      <p className="font-mono text-xs text-soft">{name}</p>
    </>
  );
}

function State({ pause }: { pause: WholeQueue["pauses"][number] | undefined }) {
  const { t } = useTranslation("admin");
  if (pause === undefined)
    return (
      <Badge tone="good">
        <CircleCheck aria-hidden /> {t("pause.open")}
      </Badge>
    );
  return (
    <div className="max-w-prose space-y-1">
      <Badge tone="warn">
        <PauseCircle aria-hidden /> {t("pause.paused")}
      </Badge>
      <p className="line-clamp-3 text-xs text-soft">
        <PauseWords pause={pause} />
      </p>
    </div>
  );
}
