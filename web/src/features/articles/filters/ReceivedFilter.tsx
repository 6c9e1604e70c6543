import { useTranslation } from "react-i18next";

import { Input } from "@/components/ui/field";

import { type CommonSearch, type When, WHENS } from "../search";
import { Choice } from "./Choice";

/** When the newsletter was received: a time that is told by a word, or from one day to another. */
export function ReceivedFilter({
  search,
  onChange,
}: {
  search: CommonSearch;
  onChange: (change: Pick<CommonSearch, "when" | "since" | "until">) => void;
}) {
  const { t } = useTranslation("articles");
  return (
    <>
      <Choice
        label={t("filter.when")}
        any={t("when.any")}
        value={search.when}
        options={WHENS.map((when) => ({ value: when, label: t(`when.${when}`) }))}
        onChoose={(when) =>
          onChange({ when: when as When | undefined, since: undefined, until: undefined })
        }
      />
      {search.when === "custom" && (
        <span className="flex items-center gap-1.5 max-md:col-span-2 max-md:w-full">
          <DayInput
            label={t("filter.since")}
            day={search.since}
            max={search.until}
            onChange={(since) => onChange({ when: "custom", since, until: search.until })}
          />
          <span aria-hidden>–</span>
          <DayInput
            label={t("filter.until")}
            day={search.until}
            min={search.since}
            onChange={(until) => onChange({ when: "custom", since: search.since, until })}
          />
        </span>
      )}
    </>
  );
}

function DayInput({
  label,
  day,
  onChange,
  ...bounds
}: {
  label: string;
  day: string | undefined;
  min?: string | undefined;
  max?: string | undefined;
  onChange: (day: string | undefined) => void;
}) {
  return (
    <Input
      type="date"
      aria-label={label}
      className="w-full min-w-0 md:w-38"
      value={day ?? ""}
      onChange={(event) => onChange(event.target.value || undefined)}
      {...bounds}
    />
  );
}
