import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { siteRulesAddMutation } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { toast } from "@/lib/toast";

import { JUDGED } from "../judging";

type Decision = "allow" | "block";

/** A new rule: a site, all of it or a part, that is always or never taken. */
export function RuleForm({ projectId }: { projectId: string }) {
  const { t } = useTranslation("articles");
  const client = useQueryClient();
  const say = useErrorText();
  const [decision, setDecision] = useState<Decision>("block");
  const [host, setHost] = useState("");
  const [path, setPath] = useState("");
  const add = useMutation({
    ...siteRulesAddMutation(),
    onSuccess: async (rule) => {
      setHost("");
      setPath("");
      toast.success(t("rules.added"), {
        description: t("judged.changed", { count: rule.links }),
      });
      await refresh(client, ...JUDGED);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (add.isPending) return;
    const body = { decision, host: host.trim(), path: path.trim() };
    add.mutate({ path: { project_id: projectId }, body });
  };
  return (
    <form
      aria-label={t("rules.add")}
      onSubmit={submit}
      className="flex flex-wrap items-start gap-3 rounded-xl border border-line bg-surface p-4"
    >
      <Field label={t("rules.decision")} className="w-full sm:w-36">
        {(described) => (
          <Select
            {...described}
            value={decision}
            onChange={(event) => setDecision(event.target.value as Decision)}
          >
            <option value="block">{t("rules.block")}</option>
            <option value="allow">{t("rules.allow")}</option>
          </Select>
        )}
      </Field>
      <Field
        label={t("rules.host")}
        help={t("rules.hostHelp")}
        className="min-w-0 flex-1 basis-52"
        error={add.error === null ? undefined : say(add.error)}
      >
        {(described) => (
          <Input
            {...described}
            required
            maxLength={253}
            autoCapitalize="none"
            spellCheck={false}
            value={host}
            onChange={(event) => setHost(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t("rules.path")}
        help={t("rules.pathHelp")}
        optional={t("rules.optional")}
        className="min-w-0 flex-1 basis-44"
      >
        {(described) => (
          <Input
            {...described}
            maxLength={200}
            autoCapitalize="none"
            spellCheck={false}
            value={path}
            onChange={(event) => setPath(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" aria-disabled={add.isPending} className="sm:mt-6.5">
        <Plus /> {t("rules.add")}
      </Button>
    </form>
  );
}
