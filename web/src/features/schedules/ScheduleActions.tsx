import { useNavigate } from "@tanstack/react-router";
import { Ellipsis, Pencil, Play, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ScheduleView } from "@/api/generated";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { Switch } from "@/components/ui/switch";

import { useDeleteSchedule, usePauseSchedule, useRunSchedule } from "./useSchedules";

/** On: it fires. One whose only time has passed is over. */
export function ScheduleSwitch({ schedule }: { schedule: ScheduleView }) {
  const { t } = useTranslation("schedules");
  const pause = usePauseSchedule();
  const { id, name, state } = schedule;
  if (state === "finished") return <Badge>{t("state.finished")}</Badge>;
  return (
    <span className="flex items-center gap-2">
      <Switch
        label={t("isActive", { name: name.slice(0, 60) })}
        checked={state === "active"}
        onChange={(active) => pause({ id, pausing: !active })}
      />
      <span className="text-xs whitespace-nowrap text-soft">{t(`state.${state}`)}</span>
    </span>
  );
}

export function ScheduleActions({ schedule }: { schedule: ScheduleView }) {
  const { t } = useTranslation(["schedules", "common"]);
  const navigate = useNavigate();
  const run = useRunSchedule();
  const remove = useDeleteSchedule();
  const name = schedule.name.slice(0, 60);
  return (
    <div className="flex items-center justify-end gap-1">
      <Button
        size="small"
        aria-label={t("runOf", { name })}
        aria-disabled={run.isPending}
        onClick={() => !run.isPending && run.mutate(schedule.id)}
      >
        <Play /> {t("run")}
      </Button>
      <Menu
        trigger={
          <IconButton size="small" label={t("actionsOf", { name })}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem
          onSelect={() =>
            void navigate({
              to: ".",
              search: (before) => ({ ...before, schedule: schedule.id }),
            })
          }
        >
          <Pencil /> {t("change")}
        </MenuItem>
        <MenuLine />
        <MenuItem danger onSelect={() => remove(schedule)}>
          <Trash2 /> {t("common:delete")}
        </MenuItem>
      </Menu>
    </div>
  );
}
