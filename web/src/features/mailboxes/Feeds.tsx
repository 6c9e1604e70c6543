import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Rss, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { feedsDelete, type FeedsView, type FeedView } from "@/api/generated";
import {
  feedsListOfProjectOptions,
  feedsListOfProjectQueryKey,
} from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { ErrorNotice, useErrorText } from "@/components/notices";
import { Time } from "@/components/time";
import { Section } from "@/components/ui/card";
import { IconButton } from "@/components/ui/icon-button";
import { SkeletonLines } from "@/components/ui/skeleton";
import { toast } from "@/lib/toast";
import { doUnlessUndone } from "@/lib/undo";

import { NewFeed } from "./NewFeed";

/** Secret addresses under which feed readers get the newest articles. */
export function Feeds({ projectId }: { projectId: string }) {
  const { t } = useTranslation("mailboxes");
  const feeds = useQuery(feedsListOfProjectOptions({ path: { project_id: projectId } }));
  const remove = useDeleteFeed();
  return (
    <Section title={t("feeds.title")}>
      <p className="text-sm text-soft">{t("feeds.what")}</p>
      {feeds.isError && <ErrorNotice error={feeds.error} onRetry={() => void feeds.refetch()} />}
      {feeds.isPending && <SkeletonLines lines={1} />}
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface empty:hidden">
        {feeds.data?.feeds.map((feed) => (
          <li key={feed.id} className="flex items-center gap-3 px-4 py-3 text-sm">
            <Rss aria-hidden className="size-4 shrink-0 text-soft" />
            <div className="min-w-0 flex-1">
              <bdi className="line-clamp-1 font-medium" title={feed.name}>
                {feed.name}
              </bdi>
              <p className="text-xs text-soft">
                {t("feeds.made")} <Time at={feed.created_at} />
                {" · "}
                {feed.last_read_at === null ? (
                  t("feeds.neverRead")
                ) : (
                  <>
                    {t("feeds.read")} <Time at={feed.last_read_at} />
                  </>
                )}
              </p>
            </div>
            <IconButton
              size="small"
              label={t("feeds.deleteOf", { name: feed.name.slice(0, 60) })}
              onClick={() => remove(feed)}
            >
              <Trash2 />
            </IconButton>
          </li>
        ))}
      </ul>
      <NewFeed projectId={projectId} />
    </Section>
  );
}

/** Takes a feed off the list at once, and deletes it some seconds later. */
function useDeleteFeed(): (feed: FeedView) => void {
  const { t } = useTranslation(["mailboxes", "common"]);
  const client = useQueryClient();
  const say = useErrorText();
  const again = () => void refresh(client, "feedsListOfProject");
  return ({ id, name, project_id }) =>
    doUnlessUndone({
      message: t("feeds.deleted", { name: name.slice(0, 60) }),
      undo: t("common:undo"),
      begin: () =>
        client.setQueryData<FeedsView>(
          feedsListOfProjectQueryKey({ path: { project_id } }),
          (listed) => listed && { feeds: listed.feeds.filter((feed) => feed.id !== id) },
        ),
      revert: again,
      act: async (leaving) => {
        await feedsDelete({ path: { feed_id: id }, keepalive: leaving });
        again();
      },
      fail: (error) => toast.error(say(error)),
    });
}
