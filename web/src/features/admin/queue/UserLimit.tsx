import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { UserLimits } from "@/api/generated";
import {
  queueOfUserOptions,
  queueOfUserQueryKey,
  queuePlansOptions,
  queueSetOfUserMutation,
  queueSetPlanOfUserMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice, useErrorText } from "@/components/notices";
import { Field, Select } from "@/components/ui/field";
import { SkeletonLines } from "@/components/ui/skeleton";

import { LimitForm } from "./LimitForm";

/** A person's limit, and the plan that they have. */
export function UserLimit({ who }: { who: string }) {
  const { t } = useTranslation("admin");
  const client = useQueryClient();
  const path = { who };
  const limits = useQuery(queueOfUserOptions({ path }));
  const keep = (changed: UserLimits) => client.setQueryData(queueOfUserQueryKey({ path }), changed);
  const set = useMutation({ ...queueSetOfUserMutation(), onSuccess: keep });
  if (limits.isError) return <ErrorNotice error={limits.error} />;
  if (limits.isPending) return <SkeletonLines lines={3} />;
  const { name, email, limit, max_running_jobs, running, waiting, plan } = limits.data;
  return (
    <>
      <p className="text-sm">
        <bdi className="line-clamp-1 font-medium">{name}</bdi>
        <bdi className="line-clamp-1 text-soft">{email}</bdi>
      </p>
      <LimitForm
        key={max_running_jobs}
        holds={limit}
        own={max_running_jobs}
        {...{ running, waiting }}
        without={t("limits.withoutUser")}
        isSaving={set.isPending}
        isSaved={set.isSuccess}
        error={set.error}
        onSave={(most) => set.mutate({ path, body: { max_running_jobs: most } })}
      />
      <PlanField who={who} plan={plan} onChanged={keep} />
    </>
  );
}

function PlanField({
  who,
  plan,
  onChanged,
}: {
  who: string;
  plan: string | null;
  onChanged: (limits: UserLimits) => void;
}) {
  const { t } = useTranslation("admin");
  const say = useErrorText();
  const plans = useQuery(queuePlansOptions());
  const give = useMutation({ ...queueSetPlanOfUserMutation(), onSuccess: onChanged });
  return (
    <Field label={t("limits.plan")} error={give.error === null ? undefined : say(give.error)}>
      {(described) => (
        <Select
          {...described}
          // shown as chosen while it is on its way
          value={(give.isPending ? give.variables.body.plan : plan) ?? ""}
          onChange={({ target }) =>
            give.mutate({ path: { who }, body: { plan: target.value || null } })
          }
        >
          <option value="">{t("limits.noPlan")}</option>
          {plans.data?.plans.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
