import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";

const FORMATS = [
  ["json", "graph"],
  ["graphml", "graph.graphml"],
  ["csv", "concepts.csv"],
] as const;

/** The graph as a file, for other programs. */
export function ExportMenu({ projectId }: { projectId: string }) {
  const { t } = useTranslation("graph");
  return (
    <Menu
      trigger={
        <Button>
          <Download /> {t("export.label")}
        </Button>
      }
    >
      {FORMATS.map(([format, path]) => (
        <MenuItem key={format} asChild>
          <a
            href={`/api/projects/${projectId}/${path}`}
            download={path === "graph" ? "graph.json" : path}
          >
            {t(`export.${format}`)}
          </a>
        </MenuItem>
      ))}
    </Menu>
  );
}
