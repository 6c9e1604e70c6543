import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { extractorsListAllOptions } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Section } from "@/components/ui/card";
import { Select } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";

import { Choice } from "../Choice";
import { type OverviewSearch, RANGES } from "../search";
import { Situation } from "../Situation";
import { useQueue } from "../useQueue";
import { Nothing } from "./Nothing";
import { isEmpty } from "./series";
import { Tiles } from "./Tiles";
import { usePoints } from "./useHistory";

const Plots = lazy(() => import("./plots/Plots"));

/** How Educe is doing: now, and over a day, a week, three months. */
export default function OverviewPage() {
  const { t } = useTranslation("admin");
  const search = useSearch({ from: "/app/admin/" });
  const range = search.range ?? "24h";
  const queue = useQueue();
  const { shown, ...history } = usePoints(range, search.extractor);
  return (
    <div className="space-y-6">
      <Situation queue={queue.data} />
      {queue.isError && <ErrorNotice error={queue.error} onRetry={() => void queue.refetch()} />}
      <Section title={t("now.title")}>
        <Tiles queue={queue.data} />
      </Section>
      <Section title={t("plots.title")} actions={<Choices search={search} />}>
        {history.isError && (
          <ErrorNotice error={history.error} onRetry={() => void history.refetch()} />
        )}
        {shown === undefined ? (
          history.isPending && <PlotSkeletons />
        ) : isEmpty(shown.points) ? (
          <Nothing range={range} extractor={search.extractor} />
        ) : (
          <div
            className={cn("transition-opacity", history.isPlaceholderData && "opacity-60")}
            aria-busy={history.isPlaceholderData}
          >
            <Suspense fallback={<PlotSkeletons />}>
              <Plots {...shown} />
            </Suspense>
          </div>
        )}
      </Section>
    </div>
  );
}

function Choices({ search }: { search: OverviewSearch }) {
  const { t } = useTranslation("admin");
  const navigate = useNavigate();
  const extractors = useQuery({ ...extractorsListAllOptions(), staleTime: Infinity });
  const show = (change: OverviewSearch) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        className="h-9 w-auto max-w-52"
        aria-label={t("plots.extractor")}
        value={search.extractor ?? ""}
        onChange={({ target }) => show({ extractor: target.value || undefined })}
      >
        <option value="">{t("plots.anyExtractor")}</option>
        {extractors.data?.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </Select>
      <Choice
        label={t("plots.range")}
        value={search.range ?? "24h"}
        choices={RANGES.map((value) => ({ value, label: t(`plots.ranges.${value}`) }))}
        onChoose={(range) => show({ range: range === "24h" ? undefined : range })}
      />
    </div>
  );
}

function PlotSkeletons() {
  return (
    <div className="grid gap-4 lg:grid-cols-2 min-[118rem]:grid-cols-3">
      {[0, 1, 2, 3, 4, 5].map((at) => (
        <Skeleton key={at} className="h-72 rounded-xl" />
      ))}
    </div>
  );
}
