import { useTranslation } from "react-i18next";

import { Disclosure } from "../Disclosure";
import type { FormField, Values } from "./fields";
import { grouped, PeriodField } from "./period";
import { SchemaField } from "./SchemaField";
import { type FieldProblem, problemsAt, withValue } from "./values";

export interface Part {
  fields: readonly FormField[];
  values: Values;
  /** Of the whole config: `path` says where in it this part stands. */
  problems: readonly FieldProblem[];
  path?: string;
  onChange: (values: Values) => void;
}

/** A form for a config, from the fields of its schema. Rarely needed ones are folded away, unless
 * something is wrong with one of them. */
export function SchemaForm({ fields, ...part }: Part) {
  const { t } = useTranslation("extract");
  const advanced = fields.filter((field) => field.isAdvanced);
  const isWrong = advanced.some(
    ({ name }) => problemsAt(part.problems, under(part.path, name), false).length > 0,
  );
  return (
    <div className="space-y-5">
      <Fields {...part} fields={fields.filter((field) => !field.isAdvanced)} />
      {advanced.length > 0 && (
        <Disclosure label={t("moreSettings")} isForcedOpen={isWrong}>
          <Fields {...part} fields={advanced} />
        </Disclosure>
      )}
    </div>
  );
}

function Fields({ fields, values, problems, path, onChange }: Part) {
  return grouped(fields).map((group) => {
    const [field, other] = group;
    if (other !== undefined)
      return (
        <PeriodField
          key={field.name}
          hours={field}
          days={other}
          {...{ values, problems, onChange }}
          path={(name) => under(path, name)}
        />
      );
    return (
      <SchemaField
        key={field.name}
        field={field}
        value={values[field.name]}
        problems={problems}
        path={under(path, field.name)}
        onChange={(value) => onChange(withValue(values, field.name, value))}
      />
    );
  });
}

function under(path: string | undefined, name: string): string {
  return path === undefined ? name : `${path}.${name}`;
}
