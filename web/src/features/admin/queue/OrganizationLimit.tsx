import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import {
  queueOfOrganizationOptions,
  queueOfOrganizationQueryKey,
  queueSetOfOrganizationMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { SkeletonLines } from "@/components/ui/skeleton";

import { LimitForm } from "./LimitForm";

/** The limit of all people of an organization together. */
export function OrganizationLimit({ id }: { id: string }) {
  const { t } = useTranslation("admin");
  const client = useQueryClient();
  const path = { organization_id: id };
  const limits = useQuery(queueOfOrganizationOptions({ path }));
  const set = useMutation({
    ...queueSetOfOrganizationMutation(),
    onSuccess: (changed) => client.setQueryData(queueOfOrganizationQueryKey({ path }), changed),
  });
  if (limits.isError) return <ErrorNotice error={limits.error} />;
  if (limits.isPending) return <SkeletonLines lines={3} />;
  const { limit, max_running_jobs, running, waiting } = limits.data;
  return (
    <LimitForm
      key={max_running_jobs}
      holds={limit}
      own={max_running_jobs}
      {...{ running, waiting }}
      without={t("limits.withoutOrganization")}
      isSaving={set.isPending}
      isSaved={set.isSuccess}
      error={set.error}
      onSave={(most) => set.mutate({ path, body: { max_running_jobs: most } })}
    />
  );
}
