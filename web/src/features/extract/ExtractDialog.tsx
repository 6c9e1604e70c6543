import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import {
  extractionsGetOptions,
  extractorsListAllOptions,
  filesCountsOptions,
  projectsGetOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Dialog } from "@/components/ui/dialog";
import { SkeletonLines } from "@/components/ui/skeleton";
import { useMailboxes } from "@/features/mailboxes/useMailboxes";

import { usable } from "./draft";
import { ExtractForm } from "./ExtractForm";

/** Chooses sources, extractor and settings, shows what will happen, and starts it. */
export default function ExtractDialog({
  projectId,
  again,
  from,
  onClose,
}: {
  projectId: string;
  again: string | undefined;
  /** The mailbox that is to be read. */
  from: string | undefined;
  onClose: (watch?: string) => void;
}) {
  const { t } = useTranslation(["extract", "mailboxes"]); // so that nothing vanishes to load them
  const project = useQuery(projectsGetOptions({ path: { project_id: projectId } }));
  const extractors = useQuery({ ...extractorsListAllOptions(), staleTime: Infinity });
  const job = useQuery({
    ...extractionsGetOptions({ path: { job_id: again ?? "" } }),
    enabled: again !== undefined,
  });
  const counts = useQuery(filesCountsOptions({ path: { project_id: projectId } }));
  const mailboxes = useMailboxes(projectId);
  const all = [project, extractors, counts, mailboxes, ...(again === undefined ? [] : [job])];
  const error = all.map((query) => query.error).find((each) => each !== null) ?? null;
  const isReady =
    extractors.data !== undefined &&
    counts.data !== undefined &&
    mailboxes.data !== undefined &&
    (again === undefined || job.data !== undefined);
  return (
    <Dialog
      open
      onClose={() => onClose()}
      shape="wide"
      title={t(again === undefined ? "title" : "titleAgain")}
      description={<bdi className="line-clamp-1">{project.data?.name}</bdi>}
    >
      {error !== null ? (
        <ErrorNotice error={error} />
      ) : isReady ? (
        <ExtractForm
          projectId={projectId}
          extractors={usable(extractors.data)}
          again={job.data}
          sources={{ ...mailboxes.data, files: counts.data.files, from }}
          onStarted={(id) => onClose(id)}
          onClose={() => onClose()}
        />
      ) : (
        <SkeletonLines lines={5} />
      )}
    </Dialog>
  );
}
