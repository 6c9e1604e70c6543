import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import {
  extractionsGetOptions,
  extractorsListAllOptions,
  projectsGetOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Dialog } from "@/components/ui/dialog";
import { SkeletonLines } from "@/components/ui/skeleton";

import { usable } from "./draft";
import { ExtractForm } from "./ExtractForm";

/** Chooses sources, extractor and settings, shows what will happen, and starts it. */
export default function ExtractDialog({
  projectId,
  again,
  onClose,
}: {
  projectId: string;
  again: string | undefined;
  onClose: (watch?: string) => void;
}) {
  const { t } = useTranslation("extract");
  const project = useQuery(projectsGetOptions({ path: { project_id: projectId } }));
  const extractors = useQuery({ ...extractorsListAllOptions(), staleTime: Infinity });
  const job = useQuery({
    ...extractionsGetOptions({ path: { job_id: again ?? "" } }),
    enabled: again !== undefined,
  });
  const error = project.error ?? extractors.error ?? job.error;
  const isReady = extractors.data !== undefined && (again === undefined || job.data !== undefined);
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
          onStarted={(id) => onClose(id)}
          onClose={() => onClose()}
        />
      ) : (
        <SkeletonLines lines={5} />
      )}
    </Dialog>
  );
}
