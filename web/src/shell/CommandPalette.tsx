import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { projectsListMineOptions } from "@/api/generated/@tanstack/react-query.gen";
import { focusAgain } from "@/lib/focus";
import { chooseTheme } from "@/lib/theme";

import { useMe } from "./me";

const ITEM = "data-[selected=true]:bg-accent-soft rounded-md px-3 py-2 text-sm cursor-pointer";

/** Everything that can be gone to or done, by typing. */
export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("shell");
  const me = useMe();
  const navigate = useNavigate();
  const projects = useQuery(projectsListMineOptions());
  const [opener] = useState(() => document.activeElement);
  const run = (act: () => unknown) => () => {
    onClose();
    act();
  };
  const pages = [
    [t("home"), "/"],
    [t("jobs"), "/jobs"],
    [t("schedules"), "/schedules"],
    [t("settings"), "/settings"],
    ...(me.is_admin ? ([[t("admin"), "/admin"]] as const) : []),
  ] as const;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Content
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            focusAgain(opener);
          }}
          className="fixed top-[12vh] left-1/2 z-50 w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-raised shadow-2xl"
        >
          <Dialog.Title className="sr-only">{t("commands")}</Dialog.Title>
          <Dialog.Description className="sr-only">{t("commandsHelp")}</Dialog.Description>
          <Command label={t("commands")}>
            <Command.Input
              placeholder={t("commandsHelp")}
              className="w-full border-b border-line bg-transparent px-4 py-3.5 text-base outline-none"
            />
            <Command.List label={t("commands")} className="max-h-80 overflow-y-auto p-2">
              <Command.Empty className="p-4 text-center text-sm text-soft">
                {t("noCommand")}
              </Command.Empty>
              <Command.Group
                heading={t("pages")}
                className="**:[[cmdk-group-heading]]:px-3 **:[[cmdk-group-heading]]:py-1.5 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-soft"
              >
                {pages.map(([label, to]) => (
                  <Command.Item key={to} className={ITEM} onSelect={run(() => navigate({ to }))}>
                    {label}
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group
                heading={t("projects")}
                className="**:[[cmdk-group-heading]]:px-3 **:[[cmdk-group-heading]]:py-1.5 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-soft"
              >
                {projects.data?.projects.map((project) => (
                  <Command.Item
                    key={project.id}
                    value={`${project.name} ${project.id}`}
                    className={ITEM}
                    onSelect={run(() =>
                      navigate({ to: "/projects/$projectId", params: { projectId: project.id } }),
                    )}
                  >
                    <span className="line-clamp-1">{project.name}</span>
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group
                heading={t("theme.label")}
                className="**:[[cmdk-group-heading]]:px-3 **:[[cmdk-group-heading]]:py-1.5 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-soft"
              >
                {(["system", "light", "dark"] as const).map((theme) => (
                  <Command.Item
                    key={theme}
                    className={ITEM}
                    onSelect={run(() => chooseTheme(theme))}
                  >
                    {t(`theme.${theme}`)}
                  </Command.Item>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
