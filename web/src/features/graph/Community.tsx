import { useTranslation } from "react-i18next";

import { useColourOf, useCommunities } from "./communities";

/** The colour of a community; what it is called stands beside it. */
export function Dot({ community }: { community: number | null }) {
  const colour = useColourOf();
  return (
    <span
      aria-hidden
      className="size-2.5 shrink-0 rounded-full"
      style={{ backgroundColor: colour(community) }}
    />
  );
}

/** A community's name, which is its most central concept's. */
export function CommunityName({ community }: { community: number | null }) {
  const { t } = useTranslation("graph");
  const { labels } = useCommunities();
  if (community === null) return <>{t("noCommunity")}</>;
  const label = labels.get(community);
  return label === undefined ? <>{t("smallCommunity")}</> : <bdi>{label}</bdi>;
}

/** A community by colour and name. */
export function Community({ community }: { community: number | null }) {
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1.5">
      <Dot community={community} />
      <span className="truncate">
        <CommunityName community={community} />
      </span>
    </span>
  );
}
