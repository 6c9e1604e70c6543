import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";

import { useEvents } from "../useEvents";
import type { Watched } from "../useJob";

const SHOWN = 3;

/** What went not quite well: "Page 3 has no text". The newest first. */
export function Warnings({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  const [all, setAll] = useState(false);
  const { events } = useEvents(job.id, "warning");
  if (events.length === 0) return null;
  const newest = events.toReversed();
  return (
    <section aria-label={t("warnings")} className="rounded-lg border border-line p-3 text-sm">
      <h3 className="flex items-center gap-2 font-medium text-warn">
        <TriangleAlert aria-hidden className="size-4" />
        {t("warningCount", { count: events.length })}
      </h3>
      <ul className="mt-2 max-h-60 space-y-1.5 overflow-y-auto">
        {newest.slice(0, all ? 200 : SHOWN).map((event) => (
          <li key={event.seq} dir="auto" className="line-clamp-3" title={event.message}>
            {event.message}
          </li>
        ))}
      </ul>
      {events.length > SHOWN && (
        <Button variant="link" size="small" aria-expanded={all} onClick={() => setAll(!all)}>
          {t(all ? "less" : "allWarnings")}
        </Button>
      )}
    </section>
  );
}
