import { Link } from "@tanstack/react-router";
import { ChartSpline } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/notices";
import { Button } from "@/components/ui/button";

import { type Range, RANGES } from "../search";

/** A span in which no job did anything: a longer one may show something. */
export function Nothing({ range, extractor }: { range: Range; extractor: string | undefined }) {
  const { t } = useTranslation("admin");
  const longer = RANGES[RANGES.indexOf(range) + 1];
  return (
    <EmptyState
      icon={ChartSpline}
      title={t("nothing.title")}
      actions={
        <>
          {longer !== undefined && (
            <Button asChild>
              <Link to="/admin" search={{ range: longer, extractor }}>
                {t(`plots.ranges.${longer}`)}
              </Link>
            </Button>
          )}
          {extractor !== undefined && (
            <Button asChild>
              <Link to="/admin" search={{ range }}>
                {t("nothing.allExtractors")}
              </Link>
            </Button>
          )}
        </>
      }
    >
      {t("nothing.what")}
    </EmptyState>
  );
}
