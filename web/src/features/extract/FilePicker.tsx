import { keepPreviousData, useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { filesListMine } from "@/api/generated";
import { filesListMineInfiniteOptions } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { SkeletonLines } from "@/components/ui/skeleton";

import { FileList } from "./FileList";
import { useRested } from "./usePreview";

const PAGE = 200;
const MOST_AT_ONCE = 1000;

/** Files to choose among: thousands are found by name, and chosen together. */
export function FilePicker({
  projectId,
  chosen,
  onChange,
}: {
  projectId: string;
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  const { t } = useTranslation("extract");
  const [typed, setTyped] = useState("");
  const search = useRested(typed.trim(), 250) || undefined;
  const path = { project_id: projectId };
  const pages = useInfiniteQuery({
    ...filesListMineInfiniteOptions({ path, query: { search, limit: PAGE } }),
    initialPageParam: { path },
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  const files = useMemo(() => pages.data?.pages.flatMap((page) => page.files), [pages.data]);
  const set = useMemo(() => new Set(chosen), [chosen]);
  const all = useMutation({
    mutationFn: () => idsOf(projectId, search),
    onSuccess: (ids) => onChange([...new Set([...chosen, ...ids])]),
  });
  const toggle = (ids: readonly string[], wanted: boolean) => {
    if (wanted) onChange([...new Set([...chosen, ...ids])]);
    else onChange(chosen.filter((id) => !ids.includes(id)));
  };
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <div className="flex flex-wrap items-center gap-2 border-b border-line p-2">
        <Input
          type="search"
          aria-label={t("files.search")}
          placeholder={t("files.search")}
          value={typed}
          maxLength={200}
          onChange={({ target }) => setTyped(target.value)}
          className="h-8 min-w-40 flex-1"
        />
        <Button
          size="small"
          aria-disabled={all.isPending}
          onClick={() => !all.isPending && all.mutate()}
        >
          {t(search === undefined ? "files.chooseAll" : "files.chooseFound")}
        </Button>
        <Button size="small" variant="quiet" onClick={() => onChange([])}>
          {t("files.chooseNone")}
        </Button>
      </div>
      {(pages.error ?? all.error) !== null && (
        <ErrorNotice error={pages.error ?? all.error} className="m-2" />
      )}
      {files === undefined ? (
        <SkeletonLines lines={4} className="p-3" />
      ) : files.length === 0 ? (
        <p className="p-6 text-center text-sm text-soft">{t("files.noneFit")}</p>
      ) : (
        <FileList
          files={files}
          chosen={set}
          onToggle={toggle}
          onEnd={() => pages.hasNextPage && !pages.isFetching && void pages.fetchNextPage()}
        />
      )}
    </div>
  );
}

/** All that fit the search, page by page. */
async function idsOf(projectId: string, search: string | undefined): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const { data } = await filesListMine({
      path: { project_id: projectId },
      query: { search, after, limit: MOST_AT_ONCE },
    });
    ids.push(...data.files.map(({ id }) => id));
    after = data.next ?? undefined;
  } while (after !== undefined);
  return ids;
}
