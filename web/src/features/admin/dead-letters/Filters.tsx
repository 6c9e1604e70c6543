import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { extractorsListAllOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Select } from "@/components/ui/field";

import { SearchField } from "../SearchField";
import type { DeadLettersSearch } from "../search";

/** Which of them: by words in them, and by extractor. */
export function Filters({ search }: { search: DeadLettersSearch }) {
  const { t } = useTranslation("admin");
  const navigate = useNavigate();
  const extractors = useQuery({ ...extractorsListAllOptions(), staleTime: Infinity });
  const show = (change: DeadLettersSearch) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <div className="flex flex-wrap gap-2">
      <SearchField
        label={t("dead.search")}
        words={search.search}
        onSearch={(words) => show({ search: words })}
      />
      <Select
        className="w-full sm:w-64"
        aria-label={t("column.extractor")}
        value={search.extractor ?? ""}
        onChange={({ target }) => show({ extractor: target.value || undefined })}
      >
        <option value="">{t("plots.anyExtractor")}</option>
        {extractors.data?.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </Select>
    </div>
  );
}
