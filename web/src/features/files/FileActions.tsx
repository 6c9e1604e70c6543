import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Download, Ellipsis, Eye, History, Trash2, Waypoints } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { FileView } from "@/api/generated";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { useOpenExtract } from "@/features/extract/open";

import { useDeleteFiles } from "./deleting";

/** What can be done with one file. */
export function FileActions({ file }: { file: FileView }) {
  const { t } = useTranslation(["files", "common"]);
  const navigate = useNavigate();
  const client = useQueryClient();
  const openExtract = useOpenExtract();
  const remove = useDeleteFiles(client);
  return (
    <Menu
      trigger={
        <IconButton label={t("actions", { name: file.name })} size="small">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem
        onSelect={() => void navigate({ to: "/files/$fileId", params: { fileId: file.id } })}
      >
        <Eye /> {t("open")}
      </MenuItem>
      <MenuItem onSelect={() => openExtract(file.project_id, { files: [file.id] })}>
        <Waypoints /> {t("extractThis")}
      </MenuItem>
      <MenuItem asChild>
        <a href={`/api/files/${file.id}/content`} download>
          <Download /> {t("common:download")}
        </a>
      </MenuItem>
      <MenuItem
        onSelect={() =>
          void navigate({
            to: ".",
            search: (before) => ({ ...before, versions: file.document_id }),
          })
        }
      >
        <History /> {t("versions.title")}
      </MenuItem>
      <MenuLine />
      <MenuItem danger onSelect={() => remove([file])}>
        <Trash2 /> {t("common:delete")}
      </MenuItem>
    </Menu>
  );
}
