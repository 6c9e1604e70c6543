import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { schedulesTryCron } from "@/api/generated";
import { useErrorText } from "@/components/notices";
import { Skeleton } from "@/components/ui/skeleton";
import { useRested } from "@/features/extract/usePreview";

import { InZones } from "./NextTime";

/** When it would fire, as the server reads the cron; asked when typing rests. */
export function NextTimes({ cron, timezone }: { cron: string; timezone: string }) {
  const { t } = useTranslation("schedules");
  const say = useErrorText();
  const asked = useRested(cron, 300);
  const body = { cron: asked, timezone };
  const preview = useQuery({
    queryKey: [{ _id: "schedulesTryCron", body }],
    queryFn: async ({ signal }) => (await schedulesTryCron({ body, signal })).data,
    enabled: asked !== "",
    retry: false,
    placeholderData: keepPreviousData,
  });
  const isOld = asked !== cron || preview.isPlaceholderData;
  return (
    <aside
      aria-label={t("next.title")}
      className="h-fit space-y-2 rounded-lg border border-line bg-sunken p-4 text-sm"
    >
      <h4 className="text-xs font-medium text-soft">{t("next.title")}</h4>
      <div role="status" aria-busy={isOld}>
        {preview.isPending && asked !== "" && <Skeleton className="h-24" />}
        {preview.isError && <p className="text-bad">{say(preview.error)}</p>}
        {preview.data !== undefined && !preview.isError && (
          <ol className="space-y-1 tabular-nums">
            {preview.data.next.map((moment) => (
              <li key={moment}>
                <InZones moment={moment} zone={timezone} />
              </li>
            ))}
          </ol>
        )}
      </div>
    </aside>
  );
}
