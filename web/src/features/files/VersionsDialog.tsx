import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";

import { filesVersionsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Bytes } from "@/components/numbers";
import { ErrorNotice } from "@/components/notices";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SkeletonLines } from "@/components/ui/skeleton";

/** All versions of a document, newest first: each stays as it was uploaded. */
export function VersionsDialog({
  documentId,
  onClose,
}: {
  documentId: string;
  onClose: () => void;
}) {
  const { t } = useTranslation(["files", "common"]);
  const versions = useQuery(filesVersionsOptions({ path: { document_id: documentId } }));
  return (
    <Dialog open onClose={onClose} title={t("versions.title")} description={t("versions.what")}>
      {versions.isPending && <SkeletonLines lines={2} />}
      {versions.isError && (
        <ErrorNotice error={versions.error} onRetry={() => void versions.refetch()} />
      )}
      <ol className="divide-y divide-line">
        {versions.data?.files.map((file) => (
          <li key={file.id} className="flex items-center gap-3 py-3 text-sm">
            <div className="min-w-0 flex-1">
              <Link
                to="/files/$fileId"
                params={{ fileId: file.id }}
                className="font-medium text-accent hover:underline"
              >
                {t("version", { version: file.version })}
              </Link>
              <p className="text-xs text-soft">
                <Time at={file.created_at} absolute /> · <Bytes value={file.size} />
                {file.uploaded_by_name !== null && (
                  <>
                    {" · "}
                    <bdi>{file.uploaded_by_name}</bdi>
                  </>
                )}
              </p>
            </div>
            <Button asChild size="small">
              <a
                href={`/api/files/${file.id}/content`}
                download
                aria-label={t("downloadVersion", { version: file.version })}
              >
                <Download />
              </a>
            </Button>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
