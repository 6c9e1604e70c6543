import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { toast } from "@/lib/toast";

import { filesDelete, type FilesView, type FileView } from "@/api/generated";
import { operationOf, refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { doUnlessUndone } from "@/lib/undo";

type Pages = InfiniteData<FilesView>;

/** Takes files off the list at once, deletes them some seconds later, and puts back those that are
 * refused, which extractions still read. */
export function useDeleteFiles(
  client: QueryClient,
): (files: readonly Pick<FileView, "id" | "name">[]) => void {
  const { t } = useTranslation(["files", "common"]);
  const say = useErrorText();
  const again = () =>
    void refresh(client, "filesListMine", "filesCounts", "overviewMine", "filesVersions");
  return (files) => {
    const ids = new Set(files.map(({ id }) => id));
    doUnlessUndone({
      message: t("deleted", { count: files.length, name: files[0]?.name.slice(0, 60) }),
      undo: t("common:undo"),
      begin: () => hide(client, ids),
      revert: again,
      act: async (leaving) => {
        const answers = await Promise.allSettled(
          files.map(({ id }) => filesDelete({ path: { file_id: id }, keepalive: leaving })),
        );
        const refused = answers.find((answer) => answer.status === "rejected");
        again();
        if (refused !== undefined) throw refused.reason;
      },
      fail: (error) => toast.error(say(error), { duration: 10_000 }),
    });
  };
}

function hide(client: QueryClient, ids: ReadonlySet<string>): void {
  client.setQueriesData<Pages>(
    { predicate: ({ queryKey }) => operationOf(queryKey) === "filesListMine" },
    (data) =>
      data?.pages === undefined
        ? data
        : {
            ...data,
            pages: data.pages.map((page) => ({
              ...page,
              files: page.files.filter(({ id }) => !ids.has(id)),
            })),
          },
  );
}
