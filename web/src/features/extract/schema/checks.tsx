import { useId } from "react";

import { Checkbox } from "@/components/ui/field";

import type { Option } from "./fields";
import type { FieldProps } from "./SchemaField";

/** Yes or no: the label stands beside its box. */
export function BooleanField({
  field,
  value,
  onChange,
  error,
}: FieldProps & { error: string | undefined }) {
  const id = useId();
  return (
    <div className="flex gap-3">
      <Checkbox
        id={id}
        checked={value === true}
        onChange={({ target }) => onChange(target.checked)}
        aria-describedby={`${id}-told`}
        aria-invalid={error !== undefined}
        className="mt-0.5 shrink-0"
      />
      <div className="min-w-0 space-y-1">
        <label htmlFor={id} className="block text-sm font-medium">
          {field.title}
        </label>
        <Told id={`${id}-told`} help={field.help} error={error} />
      </div>
    </div>
  );
}

/** Some of a few. */
export function ChoicesField({
  field,
  value,
  onChange,
  options,
  error,
}: FieldProps & { options: readonly Option[]; error: string | undefined }) {
  const id = useId();
  const chosen: unknown[] = Array.isArray(value) ? value : [];
  const toggle = (option: Option["value"], wanted: boolean) =>
    onChange(
      options
        .map((each) => each.value)
        .filter((each) => (each === option ? wanted : chosen.includes(each))),
    );
  return (
    <fieldset aria-describedby={`${id}-told`} className="space-y-2">
      <legend className="text-sm font-medium">{field.title}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {options.map((option) => (
          <label key={String(option.value)} className="flex items-center gap-2 text-sm">
            <Checkbox
              checked={chosen.includes(option.value)}
              onChange={({ target }) => toggle(option.value, target.checked)}
              aria-invalid={error !== undefined}
            />
            {option.label}
          </label>
        ))}
      </div>
      <Told id={`${id}-told`} help={field.help} error={error} />
    </fieldset>
  );
}

function Told({
  id,
  help,
  error,
}: {
  id: string;
  help: string | undefined;
  error: string | undefined;
}) {
  return (
    <div id={id} className="space-y-1 text-xs">
      {help !== undefined && <p className="text-soft">{help}</p>}
      {error !== undefined && (
        <p role="alert" className="text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
