import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

const LONG = 320;

/** A message from outside: short at first when it is long, whole when asked for. */
export function MoreText({ text, className }: { text: string; className?: string }) {
  const { t } = useTranslation("progress");
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > LONG || text.split("\n").length > 4;
  return (
    <div className={className}>
      <p className={cn("whitespace-pre-line", isLong && !isWhole && "line-clamp-4")} dir="auto">
        {text}
      </p>
      {isLong && (
        <Button
          variant="link"
          size="small"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {t(isWhole ? "less" : "whole")}
        </Button>
      )}
    </div>
  );
}
