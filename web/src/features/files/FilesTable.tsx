import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { FileSearch, FileUp } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { filesListMine, type FileView } from "@/api/generated";
import { filesListMineQueryKey } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/field";
import { SkeletonLines } from "@/components/ui/skeleton";

import { FileRow } from "./FileRow";
import type { FilesSearch } from "./search";

const AT_ONCE = 200;
const ROW_PIXELS = 64;

interface Props {
  projectId: string;
  search: FilesSearch;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onUpload: () => void;
}

/** The files that fit the filters; more are fetched as one scrolls. */
export function FilesTable({ projectId, search, selected, onSelect, onUpload }: Props) {
  const { t } = useTranslation("files");
  const query = {
    search: search.search,
    sort: search.sort,
    state: search.state,
    locked: search.locked,
    limit: AT_ONCE,
  };
  const path = { project_id: projectId };
  const pages = useInfiniteQuery({
    queryKey: filesListMineQueryKey({ path, query }),
    queryFn: async ({ pageParam, signal }) =>
      (await filesListMine({ path, query: { ...query, after: pageParam }, signal })).data,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const files = pages.data?.pages.flatMap((page) => page.files) ?? [];
  if (pages.isPending) return <SkeletonLines lines={6} />;
  if (pages.isError)
    return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  if (files.length === 0) return <NoFiles filtered={isFiltered(search)} onUpload={onUpload} />;
  const all = files.every(({ id }) => selected.has(id));
  const toggle = (file: FileView, chosen: boolean) => {
    const next = new Set(selected);
    if (chosen) next.add(file.id);
    else next.delete(file.id);
    onSelect(next);
  };
  return (
    <div role="table" aria-label={t("title")} className="rounded-xl border border-line bg-surface">
      <div role="rowgroup">
        <div
          role="row"
          className="flex items-center gap-3 border-b border-line px-4 py-2.5 text-xs font-medium text-soft"
        >
          <span role="columnheader">
            <Checkbox
              aria-label={t("chooseAll")}
              checked={all}
              onChange={() => onSelect(all ? new Set() : new Set(files.map(({ id }) => id)))}
            />
          </span>
          <span role="columnheader" className="flex-1">
            {t("column.name")}
          </span>
          <span role="columnheader" className="hidden w-24 text-right md:block">
            {t("column.size")}
          </span>
          <span role="columnheader" className="hidden w-36 lg:block">
            {t("column.uploaded")}
          </span>
          <span role="columnheader" className="w-10">
            <span className="sr-only">{t("column.actions")}</span>
          </span>
        </div>
      </div>
      <Rows
        files={files}
        selected={selected}
        onToggle={toggle}
        onEnd={() => void (pages.hasNextPage && !pages.isFetchingNextPage && pages.fetchNextPage())}
      />
    </div>
  );
}

function Rows({
  files,
  selected,
  onToggle,
  onEnd,
}: {
  files: FileView[];
  selected: ReadonlySet<string>;
  onToggle: (file: FileView, chosen: boolean) => void;
  onEnd: () => void;
}) {
  "use no memo"; // the virtualizer is one object that changes inside
  const [top, setTop] = useState(0);
  const attach = useCallback((element: HTMLDivElement | null) => {
    if (element !== null) setTop(element.offsetTop);
  }, []);
  const virtual = useWindowVirtualizer({
    count: files.length,
    estimateSize: () => ROW_PIXELS,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (at) => files[at]?.id ?? at,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const atEnd = last >= files.length - 20;
  useEffect(() => {
    if (atEnd) onEnd();
  }, [atEnd, onEnd]);
  return (
    <div
      role="rowgroup"
      ref={attach}
      className="relative"
      style={{ height: virtual.getTotalSize() }}
    >
      {rows.map(({ index, start, key }) => {
        const file = files[index];
        if (file === undefined) return null;
        return (
          <div
            key={key}
            role="row"
            data-index={index}
            ref={virtual.measureElement}
            className="absolute inset-x-0 top-0 border-b border-line last:border-0"
            style={{ transform: `translateY(${start - virtual.options.scrollMargin}px)` }}
          >
            <FileRow file={file} chosen={selected.has(file.id)} onToggle={onToggle} />
          </div>
        );
      })}
    </div>
  );
}

function isFiltered({ search, state, locked }: FilesSearch): boolean {
  return search !== undefined || state !== undefined || locked === true;
}

function NoFiles({ filtered, onUpload }: { filtered: boolean; onUpload: () => void }) {
  const { t } = useTranslation("files");
  if (filtered) return <EmptyState icon={FileSearch} title={t("none.filtered")} />;
  return (
    <EmptyState
      icon={FileUp}
      title={t("none.title")}
      actions={
        <Button variant="primary" onClick={onUpload}>
          {t("upload")}
        </Button>
      }
    >
      {t("none.what")}
    </EmptyState>
  );
}
