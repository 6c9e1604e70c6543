import { useTranslation } from "react-i18next";

import type { Way } from "@/api/generated";

const HOWS = ["direct", "decoded", "redirects", "unresolved"] as const;

/** How it became known where a link leads, or why it didn't. */
export function WayThere({ way }: { way: Way | null }) {
  const { t } = useTranslation("articles");
  if (way === null) return <span className="text-soft">{t("way.none")}</span>;
  const how = HOWS.find((each) => each === way.how);
  return (
    <span className="block space-y-0.5">
      <span className="block">
        {how === undefined ? way.how : t(`way.${how}`, { count: way.hops })}
        {way.status !== null && way.status >= 400 && ` ${t("way.status", { status: way.status })}`}
      </span>
      {way.reason !== null && (
        <bdi className="line-clamp-3 text-xs text-soft">{way.reason.slice(0, 1000)}</bdi>
      )}
    </span>
  );
}
