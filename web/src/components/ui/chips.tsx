import { Plus, X } from "lucide-react";
import {
  type ClipboardEvent,
  type ComponentProps,
  type KeyboardEvent,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";

import { cn } from "@/lib/cn";

import { CONTROL } from "./field";

/** Several texts, each with a button to take it away. Enter, a comma or leaving the field adds what
 * was typed; a list can be pasted; Backspace in the empty field takes the last one away. */
export function Chips({
  values,
  onChange,
  separators,
  offered = [],
  described,
  ...input
}: {
  values: readonly string[];
  onChange: (values: string[]) => void;
  /** Between the texts of a list that is pasted or typed. */
  separators: RegExp;
  /** Some that can be added by a click. */
  offered?: readonly string[];
  described: Pick<ComponentProps<"input">, "id" | "aria-describedby" | "aria-invalid">;
} & Pick<ComponentProps<"input">, "placeholder" | "inputMode" | "onFocus">) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const add = (text: string) => {
    const parts = text.split(separators).map((part) => part.trim());
    const wanted = parts.filter((part) => part !== "");
    setTyped("");
    if (wanted.length > 0) onChange([...new Set([...values, ...wanted])]);
  };
  const remove = (value: string) => {
    onChange(values.filter((each) => each !== value));
    field.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    const last = values.at(-1);
    const isEnd = event.key === "Enter" || (event.key.length === 1 && separators.test(event.key));
    if (isEnd) {
      event.preventDefault(); // also in the empty field: whoever ends a list doesn't send the form
      add(typed);
    } else if (event.key === "Backspace" && typed === "" && last !== undefined) {
      remove(last);
    }
  };
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text");
    if (!separators.test(text.trim())) return;
    event.preventDefault();
    add(typed + text);
  };
  return (
    <div className="space-y-2">
      <div
        className={cn(
          CONTROL,
          "flex h-auto min-h-10 flex-wrap items-center gap-1.5 px-1.5 py-1 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
          described["aria-invalid"] === true && "border-bad",
        )}
      >
        {values.length > 0 && (
          <ul className="contents">
            {values.map((value) => (
              <li
                key={value}
                className="flex max-w-full items-center gap-0.5 rounded-md bg-accent-soft pl-2 text-sm text-accent-strong"
              >
                <bdi className="min-w-0 truncate" title={value}>
                  {value}
                </bdi>
                <button
                  type="button"
                  aria-label={t("removeOf", { name: value.slice(0, 100) })}
                  onClick={() => remove(value)}
                  className="flex size-7 shrink-0 items-center justify-center rounded-md hover:bg-accent-soft"
                >
                  <X aria-hidden className="size-3.5" />
                </button>
              </li>
            ))}
          </ul>
        )}
        <input
          {...input}
          {...described}
          ref={field}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={values.length === 0 ? input.placeholder : undefined}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          onKeyDown={press}
          onPaste={paste}
          onBlur={() => add(typed)}
          className="h-7 min-w-24 flex-1 bg-transparent px-1.5 outline-none placeholder:text-soft"
        />
      </div>
      {offered.length > 0 && (
        <ul aria-label={t("offered")} className="flex flex-wrap gap-1.5">
          {offered.map((value) => (
            <li key={value} className="max-w-full">
              <button
                type="button"
                onClick={() => onChange([...values, value])}
                className="flex max-w-full items-center gap-1 rounded-md border border-line px-2 py-1 text-xs text-soft hover:bg-sunken hover:text-text"
              >
                <Plus aria-hidden className="size-3 shrink-0" />
                <bdi className="min-w-0 truncate">{value}</bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
