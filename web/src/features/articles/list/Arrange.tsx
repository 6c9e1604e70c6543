import { ArrowDownWideNarrow } from "lucide-react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuChoices } from "@/components/ui/menu";

import { type ArticlesSearch, GROUPS, SORTS } from "../search";
import { useFilter } from "../useListState";
import { groupingOf } from "./groups";

/** In which order the articles are listed, and under which headings. */
export function Arrange({ search }: { search: ArticlesSearch }) {
  const { t } = useTranslation("articles");
  const filter = useFilter();
  const { article } = search;
  return (
    <Menu
      trigger={
        <IconButton label={t("arrange")} size="small">
          <ArrowDownWideNarrow />
        </IconButton>
      }
    >
      <MenuChoices
        label={t("sort.label")}
        value={search.sort ?? "newest"}
        choices={SORTS.map((sort) => ({ value: sort, label: t(`sort.${sort}`) }))}
        onChoose={(sort) => filter({ sort, article })}
      />
      {search.sort !== "score" && (
        <MenuChoices
          label={t("group.label")}
          value={groupingOf(search)}
          choices={GROUPS.map((group) => ({ value: group, label: t(`group.${group}`) }))}
          onChoose={(group) => filter({ group, article })}
        />
      )}
    </Menu>
  );
}
