import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { FolderUp, Upload } from "lucide-react";
import { useState } from "react";
import { type FileRejection, useDropzone } from "react-dropzone";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";

import { FileFilters } from "./FileFilters";
import { FilesTable } from "./FilesTable";
import { SelectionBar } from "./SelectionBar";
import { namedFiles } from "./uploads/names";
import { UploadList } from "./uploads/UploadList";
import { useUploads } from "./uploads/useUploads";
import { VersionsDialog } from "./VersionsDialog";

const FROM = "/app/projects/$projectId/files";

/** A project's files: dropped in here, seen here, and chosen for extraction here. */
export default function FilesPage() {
  const { t } = useTranslation("files");
  const { projectId } = useParams({ from: FROM });
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: "/projects/$projectId/files" });
  const { uploads, mine } = useUploads(projectId);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const add = (accepted: File[], _rejected: FileRejection[]) =>
    uploads.add(projectId, namedFiles(accepted));
  const zone = useDropzone({ onDrop: add, noClick: true, noKeyboard: true });
  const folder = useDropzone({ onDrop: add, noDrag: true, noClick: true, noKeyboard: true });
  const { role: _, tabIndex: __, ...zoneProps } = zone.getRootProps();
  return (
    <div {...zoneProps} className="relative space-y-5">
      <input {...zone.getInputProps({ "aria-label": t("chooseFiles") })} />
      <input {...folder.getInputProps({ "aria-label": t("chooseFolder") })} {...FOLDER} />
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={zone.open}>
          <Upload /> {t("upload")}
        </Button>
        <Button variant="quiet" onClick={folder.open}>
          <FolderUp /> {t("uploadFolder")}
        </Button>
        <p className="hidden text-sm text-soft md:block">{t("dropHere")}</p>
      </div>
      <UploadList uploads={uploads} mine={mine} projectId={projectId} />
      <FileFilters projectId={projectId} search={search} />
      <SelectionBar
        projectId={projectId}
        selected={selected}
        onClear={() => setSelected(new Set())}
      />
      <FilesTable
        projectId={projectId}
        search={search}
        selected={selected}
        onSelect={setSelected}
        onUpload={zone.open}
      />
      {search.versions !== undefined && (
        <VersionsDialog
          documentId={search.versions}
          onClose={() =>
            void navigate({ search: (before) => ({ ...before, versions: undefined }) })
          }
        />
      )}
      {zone.isDragActive && (
        <div className="pointer-events-none absolute inset-0 z-20 flex items-start justify-center rounded-xl border-2 border-dashed border-accent bg-accent-soft pt-24 text-lg font-medium text-accent-strong opacity-95">
          {t("dropNow")}
        </div>
      )}
    </div>
  );
}

// not in React's types: the browser then offers folders
const FOLDER = { webkitdirectory: "" } as Record<string, string>;
