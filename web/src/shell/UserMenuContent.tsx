import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Keyboard, LogOut, Settings } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

import { authSignOutMutation } from "@/api/generated/@tanstack/react-query.gen";
import { Menu, MenuChoices, MenuItem, MenuLine } from "@/components/ui/menu";
import { chooseLanguage, type Language, LANGUAGES } from "@/lib/i18n";
import { chooseTheme, useTheme } from "@/lib/theme";

import { useMe } from "./me";

export default function UserMenuContent({
  trigger,
  onKeys,
}: {
  trigger: ReactElement;
  onKeys: () => void;
}) {
  const { t, i18n } = useTranslation("shell");
  const me = useMe();
  const theme = useTheme();
  const navigate = useNavigate();
  const client = useQueryClient();
  const signOut = useMutation({
    ...authSignOutMutation(),
    onSettled: async () => {
      await navigate({ to: "/sign-in", search: {} });
      client.clear();
    },
  });
  const languages = Object.entries(LANGUAGES) as [Language, string][];
  return (
    <Menu trigger={trigger} defaultOpen>
      <div className="max-w-64 px-2.5 py-2 text-sm">
        <p className="line-clamp-2 font-medium">{me.name}</p>
        <p className="line-clamp-2 text-xs text-soft">{me.email}</p>
      </div>
      <MenuLine />
      <MenuChoices
        label={t("theme.label")}
        value={theme}
        onChoose={chooseTheme}
        choices={(["system", "light", "dark"] as const).map((value) => ({
          value,
          label: t(`theme.${value}`),
        }))}
      />
      <MenuChoices
        label={t("language")}
        value={i18n.language as Language}
        onChoose={(language) => void chooseLanguage(language)}
        choices={languages.map(([value, label]) => ({ value, label }))}
      />
      <MenuLine />
      <MenuItem onSelect={onKeys}>
        <Keyboard /> {t("keys.title")}
      </MenuItem>
      <MenuItem onSelect={() => void navigate({ to: "/settings" })}>
        <Settings /> {t("settings")}
      </MenuItem>
      <MenuItem onSelect={() => signOut.mutate({})}>
        <LogOut /> {t("signOut")}
      </MenuItem>
    </Menu>
  );
}
