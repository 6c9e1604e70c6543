import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import { useTranslation } from "react-i18next";

import { authEndMutation, authListMineOptions } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { ErrorNotice } from "@/components/notices";
import { Time } from "@/components/time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { SkeletonLines } from "@/components/ui/skeleton";

import { browserName } from "./browserName";

/** The browsers in which the user is signed in. */
export function Sessions() {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const sessions = useQuery(authListMineOptions());
  const end = useMutation({
    ...authEndMutation(),
    onSuccess: () => refresh(client, "authListMine"),
  });
  return (
    <Section title={t("sessions.title")}>
      {sessions.isPending && <SkeletonLines lines={2} />}
      {sessions.isError && (
        <ErrorNotice error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {end.error !== null && <ErrorNotice error={end.error} />}
      <ul className="divide-y divide-line rounded-lg border border-line empty:hidden">
        {sessions.data?.sessions.map((session) => (
          <li key={session.id} className="flex items-center gap-3 px-4 py-3 text-sm">
            <MonitorSmartphone aria-hidden className="size-4 shrink-0 text-soft" />
            <div className="min-w-0 flex-1">
              <p className="truncate" title={session.name}>
                <bdi>{browserName(session.name)}</bdi>
              </p>
              <p className="text-xs text-soft">
                {t("sessions.since")} <Time at={session.created_at} />
              </p>
            </div>
            {session.current ? (
              <Badge tone="accent">{t("sessions.this")}</Badge>
            ) : (
              <Button size="small" onClick={() => end.mutate({ path: { session_id: session.id } })}>
                {t("sessions.end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
