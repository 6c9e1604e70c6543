import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UserMinus, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/lib/toast";

import type { ProjectView } from "@/api/generated";
import {
  membersAddMutation,
  membersOfProjectOptions,
  membersRemoveMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { ErrorNotice, useErrorText } from "@/components/notices";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { SkeletonLines } from "@/components/ui/skeleton";

/** Who sees the project; for those who may, a way to add and remove people. */
export function ProjectMembers({ project }: { project: ProjectView }) {
  const { t } = useTranslation("projects");
  const say = useErrorText();
  const client = useQueryClient();
  const path = { project_id: project.id };
  const members = useQuery(membersOfProjectOptions({ path }));
  const remove = useMutation({
    ...membersRemoveMutation(),
    onSuccess: () => refresh(client, "membersOfProject"),
    onError: (error) => toast.error(say(error)),
  });
  if (members.isPending) return <SkeletonLines lines={2} />;
  if (members.isError)
    return <ErrorNotice error={members.error} onRetry={() => void members.refetch()} />;
  return (
    <Section title={t("members.title")}>
      <p className="text-sm text-soft">{t("members.what")}</p>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {members.data.members.map((member) => (
          <li key={member.id} className="flex min-h-14 items-center gap-3 px-4 py-2">
            <div className="min-w-0 flex-1">
              <bdi className="line-clamp-1 text-sm font-medium">{member.name}</bdi>
              <bdi className="line-clamp-1 text-xs text-soft">{member.email}</bdi>
            </div>
            <Badge>{t(`members.role.${member.role ?? "guest"}`)}</Badge>
            {members.data.may_change && member.listed && (
              <IconButton
                label={t("members.remove", { name: member.name })}
                onClick={() => remove.mutate({ path: { ...path, who: member.id } })}
              >
                <UserMinus />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {members.data.may_change && <AddMember projectId={project.id} />}
    </Section>
  );
}

function AddMember({ projectId }: { projectId: string }) {
  const { t } = useTranslation("projects");
  const say = useErrorText();
  const client = useQueryClient();
  const [who, setWho] = useState("");
  const add = useMutation({
    ...membersAddMutation(),
    onSuccess: async () => {
      setWho("");
      await refresh(client, "membersOfProject");
    },
  });
  return (
    <form
      className="flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ path: { project_id: projectId, who } });
      }}
    >
      <Field
        label={t("members.email")}
        help={t("members.emailHelp")}
        className="min-w-0 flex-1 basis-60"
        error={add.error === null ? undefined : say(add.error)}
      >
        {(described) => (
          <Input
            {...described}
            type="email"
            required
            value={who}
            onChange={(event) => setWho(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" aria-disabled={add.isPending} className="sm:mt-6.5">
        <UserPlus /> {t("members.add")}
      </Button>
    </form>
  );
}
