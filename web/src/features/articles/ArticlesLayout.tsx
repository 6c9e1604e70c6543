import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { articlesFacetsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { Count } from "@/components/numbers";

import { useReadingOnPhone } from "./useReadingOnPhone";

const VIEWS = [
  { name: "articles", to: "/projects/$projectId/articles" },
  { name: "newsletters", to: "/projects/$projectId/articles/newsletters" },
  { name: "rejected", to: "/projects/$projectId/articles/rejected" },
  { name: "rules", to: "/projects/$projectId/articles/rules" },
] as const;

/** A project's articles: what was kept, what not, where all of it came from, and the own rules. */
export default function ArticlesLayout() {
  const { t } = useTranslation("articles");
  const { projectId } = useParams({ from: "/app/projects/$projectId/articles" });
  const facets = useQuery({
    ...articlesFacetsOptions({ path: { project_id: projectId } }),
    placeholderData: keepPreviousData,
  }).data;
  const counts = {
    articles: facets?.articles,
    newsletters: facets?.newsletters,
    rejected: facets?.rejected,
    rules: undefined,
  };
  const isReading = useReadingOnPhone();
  const isKnown = facets !== undefined;
  const bar = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  useEffect(() => {
    // where the bar is wider than the screen
    const open = bar.current?.querySelector('[data-status="active"]');
    open?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path, isKnown]);
  return (
    <div className="space-y-4">
      {!isReading && (
        <nav
          ref={bar}
          aria-label={t("views.label")}
          className="-mx-1 flex gap-1 overflow-x-auto px-1 py-0.5"
        >
          {VIEWS.map(({ name, to }) => (
            <Link
              key={name}
              to={to}
              params={{ projectId }}
              activeOptions={{ exact: true, includeSearch: false }}
              className="flex h-9 items-center gap-2 rounded-full px-3 text-sm whitespace-nowrap text-soft hover:bg-sunken data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent-strong"
            >
              {t(`views.${name}`)}
              {counts[name] !== undefined && facets?.newsletters !== 0 && (
                <span className="text-xs">
                  <Count value={counts[name]} />
                </span>
              )}
            </Link>
          ))}
        </nav>
      )}
      <Outlet />
    </div>
  );
}
