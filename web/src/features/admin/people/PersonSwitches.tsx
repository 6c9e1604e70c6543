import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";

import type { PersonView } from "@/api/generated";
import { Switch } from "@/components/ui/switch";

interface Acts {
  makeAdmin: () => void;
  endAdmin: () => void;
  enable: () => void;
  disable: () => void;
}

/** Whether they administer, and whether they may sign in at all. */
export function PersonSwitches({ person, acts }: { person: PersonView; acts: Acts }) {
  const { t } = useTranslation("admin");
  return (
    <div className="divide-y divide-line rounded-lg border border-line">
      <Line
        title={t("people.administrator")}
        help={t("people.administratorHelp")}
        checked={person.is_admin}
        onChange={(wanted) => (wanted ? acts.makeAdmin() : acts.endAdmin())}
      />
      <Line
        title={t("people.maySignIn")}
        help={t("people.maySignInHelp")}
        checked={person.disabled_at === null}
        onChange={(wanted) => (wanted ? acts.enable() : acts.disable())}
      />
    </div>
  );
}

function Line({
  title,
  help,
  checked,
  onChange,
}: {
  title: string;
  help: ReactNode;
  checked: boolean;
  onChange: (wanted: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex items-start gap-4 p-3">
      <label htmlFor={id} className="min-w-0 flex-1 text-sm font-medium">
        {title}
        <span className="mt-0.5 block text-xs font-normal text-soft">{help}</span>
      </label>
      <Switch id={id} checked={checked} onChange={onChange} label={title} />
    </div>
  );
}
