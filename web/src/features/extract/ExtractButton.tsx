import { Sparkles } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";

import { useOpenExtract } from "./open";

/** Opens the form that starts an extraction in this project. The key `e` clicks it. */
export function ExtractButton({ projectId }: { projectId: string }) {
  const { t } = useTranslation("extract");
  const openExtract = useOpenExtract();
  return (
    <Button variant="primary" data-extract onClick={() => openExtract(projectId)}>
      <Sparkles /> {t("extract")}
    </Button>
  );
}
