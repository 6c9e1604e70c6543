import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";

const SHOWN = 6;

/** What else it is called. */
export function Aliases({ names }: { names: readonly string[] }) {
  const { t } = useTranslation("graph");
  const [showsAll, setShowsAll] = useState(false);
  if (names.length === 0) return null;
  const shown = showsAll ? names : names.slice(0, SHOWN);
  return (
    <section className="space-y-2">
      <h3 className="text-sm font-semibold">{t("panel.aliases")}</h3>
      <ul className="flex flex-wrap gap-1.5">
        {shown.map((name) => (
          <li key={name} className="max-w-full">
            <Badge title={name.slice(0, 300)}>
              <bdi className="truncate">{name}</bdi>
            </Badge>
          </li>
        ))}
      </ul>
      {names.length > SHOWN && !showsAll && (
        <Button variant="link" className="text-xs" onClick={() => setShowsAll(true)}>
          {t("panel.allAliases", { count: names.length })}
        </Button>
      )}
    </section>
  );
}
