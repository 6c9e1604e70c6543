import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

export interface Column<Row> {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /** `title`: says which row it is; `actions`: buttons. On a phone both stand without their head. */
  kind?: "title" | "actions" | "number";
  className?: string;
}

/** A table on wide screens; on a phone each row is a card, with the heads beside the values. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  isChosen,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  isChosen?: (row: Row) => boolean;
}) {
  return (
    <div className="relative overflow-x-auto md:rounded-xl md:border md:border-line md:bg-surface">
      {/* our own words keep their width; what came from outside, in <bdi>, breaks where it must */}
      <table className="w-full text-sm wrap-break-word max-md:block [&_bdi]:wrap-anywhere">
        <caption className="sr-only">{caption}</caption>
        <thead className="max-md:hidden">
          <tr>
            {columns.map(({ key, head, kind, className }) => (
              <th
                key={key}
                scope="col"
                className={cn(
                  "border-b border-line px-4 py-2.5 text-left text-xs font-medium text-soft",
                  kind === "number" && "text-right",
                  className,
                )}
              >
                {kind === "actions" ? <span className="sr-only">{head}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-md:block max-md:space-y-3">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              data-row
              className={cn(
                "border-line max-md:block max-md:space-y-2 max-md:rounded-xl max-md:border max-md:bg-surface max-md:p-4 md:border-b md:last:border-0 md:focus-within:bg-sunken/60 md:hover:bg-sunken/60",
                isChosen?.(row) === true && "bg-accent-soft/60 md:bg-accent-soft/60",
              )}
            >
              {columns.map((column) => (
                <Cell key={column.key} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const { kind, head, className, cell } = column;
  const isLabelled = kind !== "title" && kind !== "actions";
  return (
    <td
      className={cn(
        "min-w-0 md:px-4 md:py-2.5 md:align-middle",
        isLabelled && "max-md:grid max-md:grid-cols-[8rem_minmax(0,1fr)] max-md:gap-2",
        !isLabelled && "max-md:block",
        kind === "number" && "tabular-nums md:text-right",
        className,
      )}
    >
      {isLabelled && (
        <span aria-hidden className="text-xs leading-5 text-soft md:hidden">
          {head}
        </span>
      )}
      <div className="min-w-0">{cell(row)}</div>
    </td>
  );
}
