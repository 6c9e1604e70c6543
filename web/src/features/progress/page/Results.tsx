import { useQuery } from "@tanstack/react-query";
import { Download, PackageOpen } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ArtifactView } from "@/api/generated";
import { extractionsArtifactsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Bytes } from "@/components/numbers";
import { Button } from "@/components/ui/button";
import { SkeletonLines } from "@/components/ui/skeleton";

import type { Shown } from "../clock";
import { isActive } from "../useJob";

/** The files that it wrote, to download one by one or together. */
export function Results({ job }: Shown) {
  const { t } = useTranslation("progress");
  const artifacts = useQuery(extractionsArtifactsOptions({ path: { job_id: job.id } }));
  if (artifacts.data === undefined) {
    return artifacts.error === null ? (
      <SkeletonLines />
    ) : (
      <ErrorNotice error={artifacts.error} onRetry={() => void artifacts.refetch()} />
    );
  }
  const found = artifacts.data.artifacts;
  if (found.length === 0) {
    return (
      <EmptyState icon={PackageOpen} title={t("results.none")}>
        {t(isActive(job.status) ? "results.later" : "results.never")}
      </EmptyState>
    );
  }
  return (
    <div className="space-y-4">
      <Button asChild>
        <a href={`/api/extractions/${job.id}/artifacts.zip`} download>
          <Download /> {t("results.all")}
        </a>
      </Button>
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">
        <table className="w-full text-sm">
          <caption className="sr-only">{t("results.caption")}</caption>
          <thead className="border-b border-line text-left text-xs text-soft">
            <tr>
              <th className="px-4 py-2.5 font-medium">{t("results.name")}</th>
              <th className="px-4 py-2.5 font-medium max-sm:hidden">{t("results.type")}</th>
              <th className="px-4 py-2.5 text-right font-medium">{t("results.size")}</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {found.map((artifact) => (
              <Row key={artifact.id} jobId={job.id} artifact={artifact} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Row({ jobId, artifact }: { jobId: string; artifact: ArtifactView }) {
  const path = artifact.name.split("/").map(encodeURIComponent).join("/");
  return (
    <tr>
      <td className="px-4 py-2.5">
        <a
          href={`/api/extractions/${jobId}/artifacts/${path}`}
          download
          title={artifact.name}
          className="line-clamp-2 text-accent underline-offset-4 hover:underline"
        >
          <bdi>{artifact.name}</bdi>
        </a>
      </td>
      <td className="px-4 py-2.5 text-soft max-sm:hidden">{artifact.media_type}</td>
      <td className="px-4 py-2.5 text-right">
        <Bytes value={artifact.size} />
      </td>
    </tr>
  );
}
