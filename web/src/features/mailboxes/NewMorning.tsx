import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Sunrise } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { type ExtractorView, type MailboxView, schedulesCreate } from "@/api/generated";
import { refresh } from "@/api/queries";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { mailboxFieldOf } from "@/features/extract/mailboxField";
import { cronOf, EVERY_MORNING } from "@/features/schedules/rhythm";
import { OF_SCHEDULES } from "@/features/schedules/useSchedules";
import { nameOfZone, readersZone } from "@/features/schedules/zones";
import { newKey } from "@/lib/key";
import { toast } from "@/lib/toast";

import { chosenFirst } from "./chosenFirst";

/** One click, and new newsletters of a mailbox are read every morning at seven. */
export function NewMorning({
  projectId,
  mailboxes,
  extractor,
}: {
  projectId: string;
  mailboxes: readonly MailboxView[];
  extractor: ExtractorView;
}) {
  const { t } = useTranslation("mailboxes");
  const client = useQueryClient();
  const [mailbox, setMailbox] = useState(() => chosenFirst(mailboxes)?.id);
  const [time, setTime] = useState(EVERY_MORNING.time);
  const key = useRef(newKey());
  const make = useMutation({
    mutationFn: async () =>
      (
        await schedulesCreate({
          path: { project_id: projectId },
          headers: { "idempotency-key": key.current },
          body: {
            name: t("morning.name"),
            cron: cronOf({ ...EVERY_MORNING, time }),
            timezone: readersZone(),
            extractor: extractor.name,
            config: { [mailboxFieldOf(extractor) ?? ""]: mailbox, only_new: true },
            file_ids: [],
          },
        })
      ).data,
    onSuccess: async () => {
      await refresh(client, ...OF_SCHEDULES);
      toast.success(t("morning.made"));
    },
    onError: () => {
      key.current = newKey();
    },
  });
  return (
    <form
      className="space-y-4 rounded-xl border border-line bg-surface p-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!make.isPending) make.mutate();
      }}
    >
      <div className="flex gap-4">
        <Sunrise aria-hidden className="mt-0.5 size-6 shrink-0 text-accent" />
        <p className="text-sm text-soft">{t("morning.what")}</p>
      </div>
      <div className="flex flex-wrap items-start gap-4">
        {mailboxes.length > 1 && (
          <Field label={t("mailbox")} className="min-w-0 flex-1 basis-56">
            {(described) => (
              <Select
                {...described}
                value={mailbox}
                onChange={({ target }) => setMailbox(target.value)}
              >
                {mailboxes.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name.slice(0, 80)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <Field
          label={t("morning.at")}
          help={t("morning.zone", { zone: nameOfZone(readersZone()) })}
          className="w-40"
        >
          {(described) => (
            <Input
              {...described}
              type="time"
              required
              value={time}
              onChange={({ target }) => setTime(target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          variant="primary"
          className="sm:mt-6.5"
          aria-disabled={make.isPending}
        >
          {t("morning.make")}
        </Button>
      </div>
      {make.error !== null && <ErrorNotice error={make.error} />}
    </form>
  );
}
