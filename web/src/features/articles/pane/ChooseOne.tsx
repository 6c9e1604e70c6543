import { BookOpen } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Keys } from "@/components/ui/kbd";

const KEYS = [
  ["j", "next"],
  ["k", "previous"],
  ["o", "open"],
  ["s", "save"],
  ["m", "read"],
  ["x", "reject"],
] as const;

/** Where an article will stand, while none is open: how to go through them. */
export function ChooseOne() {
  const { t } = useTranslation("articles");
  return (
    <div className="sticky top-18 flex flex-col items-center gap-5 rounded-xl border border-dashed border-line px-6 py-16 text-center">
      <span className="rounded-full bg-accent-soft p-3 text-accent-strong">
        <BookOpen aria-hidden className="size-6" />
      </span>
      <p className="text-sm text-soft">{t("pane.choose")}</p>
      <dl className="grid grid-cols-[auto_auto] items-center gap-x-3 gap-y-1.5 text-left text-xs text-soft">
        {KEYS.map(([keys, name]) => (
          <div key={keys} className="contents">
            <dt className="text-right">
              <Keys keys={keys} />
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
