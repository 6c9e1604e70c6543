import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Input, Select, Textarea } from "@/components/ui/field";
import { fromLocal, toLocal } from "@/lib/local-time";

import type { Control, Option } from "./fields";
import type { Described, FieldProps } from "./SchemaField";

type Props = FieldProps & { described: Described };
type Of<K extends Control["kind"]> = { control: Extract<Control, { kind: K }> };

/** What is empty: null where that is allowed, else left out, so that the default holds. */
function nothing({ field }: FieldProps): null | undefined {
  return field.isNullable ? null : undefined;
}

function shownDefault({ field }: FieldProps): string | undefined {
  const value = field.default;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

export function TextInput({ described, control, ...props }: Props & Of<"text">) {
  const text = typeof props.value === "string" ? props.value : "";
  const change = (typed: string) =>
    props.onChange(typed === "" && props.field.isNullable ? null : typed);
  if (control.long) {
    return <Textarea {...described} value={text} onChange={({ target }) => change(target.value)} />;
  }
  return (
    <Input
      {...described}
      type={control.type}
      autoComplete="off"
      value={text}
      onChange={({ target }) => change(target.value)}
    />
  );
}

export function NumberInput({ described, control, ...props }: Props & Of<"number">) {
  return (
    <Input
      {...described}
      type="number"
      inputMode={control.integer ? "numeric" : "decimal"}
      min={control.min}
      max={control.max}
      step={control.step ?? (control.integer ? 1 : "any")}
      placeholder={shownDefault(props)}
      value={typeof props.value === "number" ? props.value : ""}
      onChange={({ target }) =>
        props.onChange(Number.isNaN(target.valueAsNumber) ? nothing(props) : target.valueAsNumber)
      }
      className="sm:max-w-48"
    />
  );
}

/** A moment in the reader's zone; it is sent with its zone. */
export function MomentInput({ described, ...props }: Props) {
  return (
    <Input
      {...described}
      type="datetime-local"
      value={typeof props.value === "string" ? toLocal(props.value) : ""}
      onChange={({ target }) => props.onChange(fromLocal(target.value) ?? nothing(props))}
      className="sm:max-w-64"
    />
  );
}

/** `options` undefined: yes, no, or nothing said. */
export function ChoiceInput({
  described,
  options,
  ...props
}: Props & { options: readonly Option[] | undefined }) {
  const { t } = useTranslation(["common", "extract"]);
  const known = options ?? [
    { value: true, label: t("yes") },
    { value: false, label: t("no") },
  ];
  const chosen = known.findIndex(({ value }) => value === props.value);
  const mayBeEmpty = props.field.isNullable || props.field.default === undefined;
  return (
    <Select
      {...described}
      value={chosen}
      onChange={({ target }) =>
        props.onChange(known[Number(target.value)]?.value ?? nothing(props))
      }
      className="sm:max-w-72"
    >
      {(mayBeEmpty || chosen < 0) && <option value={-1}>{t("extract:nothingChosen")}</option>}
      {known.map(({ label }, at) => (
        <option key={at} value={at}>
          {label}
        </option>
      ))}
    </Select>
  );
}

/** Several texts, one a line: they can be pasted from anywhere. */
export function LinesInput({ described, ...props }: Props) {
  const { t } = useTranslation("extract");
  const given = Array.isArray(props.value) ? props.value.map(String) : [];
  // the text as typed: an empty line at its end isn't a value yet
  const [text, setText] = useState(given.join("\n"));
  const change = (typed: string) => {
    setText(typed);
    const lines = typed.split("\n").map((line) => line.trim());
    const known = lines.filter((line) => line !== "");
    props.onChange(known.length === 0 && props.field.isNullable ? null : known);
  };
  return (
    <>
      <Textarea {...described} value={text} onChange={({ target }) => change(target.value)} />
      <p className="text-xs text-soft">{t("onePerLine")}</p>
    </>
  );
}

/** For what has no control of its own: the value as JSON. */
export function JsonInput({ described, ...props }: Props) {
  const { t } = useTranslation("extract");
  const [text, setText] = useState(
    props.value === undefined ? "" : JSON.stringify(props.value, null, 2),
  );
  const [isBroken, setBroken] = useState(false);
  const change = (typed: string) => {
    setText(typed);
    if (typed.trim() === "") {
      setBroken(false);
      props.onChange(nothing(props));
      return;
    }
    try {
      props.onChange(JSON.parse(typed));
      setBroken(false);
    } catch {
      setBroken(true);
      props.onChange(typed); // refused by the server, rather than what was there before sent
    }
  };
  return (
    <>
      <Textarea
        {...described}
        aria-invalid={isBroken || described["aria-invalid"]}
        spellCheck={false}
        value={text}
        onChange={({ target }) => change(target.value)}
        className="font-mono text-xs"
      />
      <p
        role={isBroken ? "alert" : undefined}
        className={isBroken ? "text-xs text-bad" : "text-xs text-soft"}
      >
        {t(isBroken ? "jsonBroken" : "json")}
      </p>
    </>
  );
}
