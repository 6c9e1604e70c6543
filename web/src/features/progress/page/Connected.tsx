import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Badge } from "@/components/ui/badge";
import { Section } from "@/components/ui/card";
import { StatusBadge } from "@/features/jobs/StatusBadge";

import type { Watched } from "../useJob";

/** The jobs that it needs or that need it, and its earlier and later versions. */
export function Connected({ job }: { job: Watched }) {
  const { t } = useTranslation("progress");
  const others: [string, string[]][] = [
    [t("connected.neededBy"), job.needed_by],
    [t("connected.retriedFrom"), job.retried_from === null ? [] : [job.retried_from]],
    [t("connected.retriedAs"), job.retried_as],
  ];
  const known = others.filter(([, ids]) => ids.length > 0);
  if (job.needs.length === 0 && known.length === 0) return null;
  return (
    <Section title={t("connected.title")}>
      <dl className="space-y-4 text-sm">
        {job.needs.length > 0 && (
          <div className="space-y-1.5">
            <dt className="text-xs text-soft">{t("connected.needs")}</dt>
            {job.needs.map((need) => (
              <dd key={need.job_id} className="flex flex-wrap items-center gap-2">
                <JobLink id={need.job_id} />
                <StatusBadge status={need.status} />
                <Badge>{t(`connected.conditions.${need.condition}`)}</Badge>
              </dd>
            ))}
          </div>
        )}
        {known.map(([name, ids]) => (
          <div key={name} className="space-y-1.5">
            <dt className="text-xs text-soft">{name}</dt>
            {ids.map((id) => (
              <dd key={id}>
                <JobLink id={id} />
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </Section>
  );
}

function JobLink({ id }: { id: string }) {
  const { t } = useTranslation("progress");
  return (
    <Link
      to="/jobs/$jobId"
      params={{ jobId: id }}
      className="text-accent underline-offset-4 hover:underline"
      title={id}
    >
      {t("connected.job", { id: id.slice(-8) })}
    </Link>
  );
}
