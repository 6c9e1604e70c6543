import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { UserView } from "@/api/generated";
import { storageGetRetentionOptions } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Card, Section } from "@/components/ui/card";
import { SkeletonLines } from "@/components/ui/skeleton";
import { useMe } from "@/shell/me";

import { OUTCOMES } from "../search";
import { RetentionDialog } from "./RetentionDialog";

type Membership = UserView["organizations"][number];

/** How long the organizations that one is in keep ended jobs: the others decide for themselves. */
export function Retention() {
  const { t } = useTranslation("admin");
  const { organizations } = useMe();
  return (
    <Section title={t("retention.title")}>
      <p className="max-w-prose text-sm text-soft">{t("retention.what")}</p>
      <div className="grid gap-4 lg:grid-cols-2">
        {organizations.map((organization) => (
          <Rule key={organization.id} organization={organization} />
        ))}
      </div>
    </Section>
  );
}

function Rule({ organization }: { organization: Membership }) {
  const { t } = useTranslation("admin");
  const [isOpen, setOpen] = useState(false);
  const path = { organization_id: organization.id };
  const rule = useQuery(storageGetRetentionOptions({ path }));
  return (
    <Card className="space-y-4">
      <div className="flex items-start justify-between gap-3">
        <h3 className="min-w-0 text-sm font-semibold">
          <bdi className="line-clamp-2">{organization.name}</bdi>
        </h3>
        {organization.role !== "member" && rule.data !== undefined && (
          <Button
            size="small"
            aria-label={t("retention.changeOf", { name: organization.name })}
            onClick={() => setOpen(true)}
          >
            <Pencil /> {t("retention.change")}
          </Button>
        )}
      </div>
      {rule.isPending && <SkeletonLines lines={1} />}
      {rule.isError && <ErrorNotice error={rule.error} onRetry={() => void rule.refetch()} />}
      {rule.data !== undefined && (
        <dl className="grid grid-cols-3 gap-3">
          {OUTCOMES.map((outcome) => {
            const days = rule.data.in_force[`${outcome}_days`] ?? 0;
            const isDefault = rule.data.decided[`${outcome}_days`] === null;
            return (
              <div key={outcome}>
                <dt className="text-xs text-soft">{t(`retention.${outcome}`)}</dt>
                <dd className="mt-0.5 text-sm font-medium">
                  {days === 0 ? t("retention.forEver") : t("retention.days", { count: days })}
                  {isDefault && (
                    <span className="block text-xs font-normal text-soft">
                      {t("retention.byDefault")}
                    </span>
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {isOpen && rule.data !== undefined && (
        <RetentionDialog name={organization.name} rule={rule.data} onClose={() => setOpen(false)} />
      )}
    </Card>
  );
}
