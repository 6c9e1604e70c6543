import { Select } from "@/components/ui/field";
import { formatCount } from "@/lib/format";
import { useLanguage } from "@/lib/language";

const LONGEST = 40;

/** One of many, or all. */
export function Choice<T extends string | number>({
  label,
  all,
  chosen,
  choices,
  onChoose,
}: {
  label: string;
  all: string;
  chosen: T | undefined;
  choices: readonly { value: T; label: string; count: number }[];
  onChoose: (value: T | undefined) => void;
}) {
  const language = useLanguage();
  if (choices.length < 2 && chosen === undefined) return null;
  const at = choices.findIndex(({ value }) => value === chosen);
  return (
    <Select
      aria-label={label}
      className="w-auto max-w-56"
      value={at}
      onChange={(event) => onChoose(choices[Number(event.target.value)]?.value)}
    >
      <option value={-1}>{all}</option>
      {choices.map((choice, index) => (
        <option key={choice.value} value={index}>
          {choice.label.slice(0, LONGEST)} · {formatCount(choice.count, language)}
        </option>
      ))}
    </Select>
  );
}
