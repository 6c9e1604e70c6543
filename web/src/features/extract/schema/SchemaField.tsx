import { useTranslation } from "react-i18next";

import { Field } from "@/components/ui/field";

import { BooleanField, ChoicesField } from "./checks";
import { ChoiceInput, JsonInput, LinesInput, MomentInput, NumberInput, TextInput } from "./inputs";
import { FoldersInput, MailboxInput, SendersInput } from "./mail-inputs";
import type { FormField } from "./fields";
import { SchemaForm } from "./SchemaForm";
import { asValues, type FieldProblem, problemsAt } from "./values";

export interface FieldProps {
  field: FormField;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** One value of a config: its name, its control, its help, and what is wrong with it. */
export function SchemaField({
  problems,
  path,
  ...props
}: FieldProps & { problems: readonly FieldProblem[]; path: string }) {
  const { t } = useTranslation();
  const { field } = props;
  const isGroup = field.control.kind === "group";
  const wrong = problemsAt(problems, path, isGroup);
  const error = wrong.length > 0 ? wrong.join(" ") : undefined;
  if (field.control.kind === "group") {
    return (
      <fieldset className="space-y-4 border-l-2 border-line pl-4">
        <legend className="-ml-4 pb-2 text-sm font-medium">{field.title}</legend>
        {field.help !== undefined && <p className="text-xs text-soft">{field.help}</p>}
        {error !== undefined && (
          <p role="alert" className="text-xs text-bad">
            {error}
          </p>
        )}
        <SchemaForm
          fields={field.control.fields}
          values={asValues(props.value)}
          {...{ problems, path }}
          onChange={props.onChange}
        />
      </fieldset>
    );
  }
  if (field.control.kind === "boolean" && !field.isNullable) {
    return <BooleanField {...props} error={error} />;
  }
  if (field.control.kind === "choices") {
    return <ChoicesField {...props} options={field.control.options} error={error} />;
  }
  return (
    <Field
      label={field.title}
      help={field.help}
      error={error}
      optional={
        field.isNullable || (!field.isRequired && field.default === undefined)
          ? t("optional")
          : undefined
      }
    >
      {(described) => <Input {...props} described={described} />}
    </Field>
  );
}

export type Described = Parameters<Parameters<typeof Field>[0]["children"]>[0];

function Input(props: FieldProps & { described: Described }) {
  const { control } = props.field;
  switch (control.kind) {
    case "text":
      return <TextInput {...props} control={control} />;
    case "number":
      return <NumberInput {...props} control={control} />;
    case "moment":
      return <MomentInput {...props} />;
    case "choice":
      return <ChoiceInput {...props} options={control.options} />;
    case "boolean":
      return <ChoiceInput {...props} options={undefined} />;
    case "mailbox":
      return <MailboxInput {...props} />;
    case "mails":
      return control.of === "folder" ? <FoldersInput {...props} /> : <SendersInput {...props} />;
    case "lines":
      return <LinesInput {...props} />;
    default:
      return <JsonInput {...props} />;
  }
}
