import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronDown, History } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { FileView } from "@/api/generated";
import { filesVersionsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Time } from "@/components/time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";

/** Which version of the document this is, and the way to the others. */
export function VersionMenu({ file }: { file: FileView }) {
  const { t } = useTranslation("reader");
  const versions = useQuery(filesVersionsOptions({ path: { document_id: file.document_id } }));
  const files = versions.data?.files ?? [];
  const newest = files[0]?.version ?? file.version;
  if (files.length < 2) return <Badge>{t("version", { version: file.version })}</Badge>;
  return (
    <Menu
      align="start"
      trigger={
        <Button size="small" className="h-7 px-2 text-xs">
          <History />
          {t("versionOf", { version: file.version, newest })}
          <ChevronDown />
        </Button>
      }
    >
      {files.map((each) => (
        <MenuItem key={each.id} asChild>
          <Link
            to="/files/$fileId"
            params={{ fileId: each.id }}
            aria-current={each.id === file.id ? "page" : undefined}
            className="justify-between aria-[current]:font-semibold"
          >
            <span>{t("version", { version: each.version })}</span>
            <span className="text-xs text-soft">
              <Time at={each.created_at} />
            </span>
          </Link>
        </MenuItem>
      ))}
    </Menu>
  );
}
