import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";

import { storageOfInstallationOptions } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { SkeletonLines } from "@/components/ui/skeleton";
import { useRowKeys } from "@/lib/row-keys";

import { Archive } from "./Archive";
import { Organizations } from "./Organizations";
import { Retention } from "./Retention";
import { Totals } from "./Totals";

/** What lies where, how long jobs are kept, and what remains of those that aren't. */
export default function StoragePage() {
  const search = useSearch({ from: "/app/admin/storage" });
  const storage = useQuery(storageOfInstallationOptions());
  const list = useRowKeys<HTMLDivElement>();
  return (
    <div ref={list} className="space-y-10">
      {storage.isError && (
        <ErrorNotice error={storage.error} onRetry={() => void storage.refetch()} />
      )}
      {storage.isPending && <SkeletonLines lines={6} />}
      {storage.data !== undefined && (
        <>
          <Totals storage={storage.data} />
          <Organizations organizations={storage.data.organizations} />
        </>
      )}
      <Retention />
      <Archive search={search} />
    </div>
  );
}
