import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { FileView } from "@/api/generated";
import { Bytes } from "@/components/numbers";
import { Time } from "@/components/time";
import { Checkbox } from "@/components/ui/field";

import { FileActions } from "./FileActions";
import { FileState } from "./FileState";

/** One file: its name opens it, its state stands under it. */
export function FileRow({
  file,
  chosen,
  onToggle,
}: {
  file: FileView;
  chosen: boolean;
  onToggle: (file: FileView, chosen: boolean) => void;
}) {
  const { t } = useTranslation("files");
  return (
    <div
      role="presentation"
      className="flex min-h-16 items-center gap-3 px-4 py-2 hover:bg-sunken/60"
    >
      <span role="cell">
        <Checkbox
          aria-label={t("choose", { name: file.name })}
          checked={chosen}
          onChange={(event) => onToggle(file, event.target.checked)}
        />
      </span>
      <div role="cell" className="min-w-0 flex-1">
        <Link
          to="/files/$fileId"
          params={{ fileId: file.id }}
          className="line-clamp-1 text-sm font-medium underline-offset-4 hover:text-accent hover:underline"
          title={file.name}
        >
          <bdi>{file.name}</bdi>
        </Link>
        <FileState file={file} />
      </div>
      <span role="cell" className="hidden w-24 text-right text-sm text-soft md:block">
        <Bytes value={file.size} />
      </span>
      <span
        role="cell"
        className="hidden w-36 truncate text-sm text-soft lg:block"
        title={file.uploaded_by_name ?? undefined}
      >
        <Time at={file.created_at} />
      </span>
      <span role="cell" className="w-10">
        <FileActions file={file} />
      </span>
    </div>
  );
}
