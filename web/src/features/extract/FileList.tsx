import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { FileView } from "@/api/generated";
import { Bytes } from "@/components/numbers";
import { Checkbox } from "@/components/ui/field";

const ROW = 38;

/** Files with boxes to tick; only those in sight are drawn. With Shift, all between two are. */
export function FileList({
  files,
  chosen,
  onToggle,
  onEnd,
}: {
  files: readonly FileView[];
  chosen: ReadonlySet<string>;
  onToggle: (ids: readonly string[], wanted: boolean) => void;
  onEnd: () => void;
}) {
  const { t } = useTranslation("extract");
  const box = useRef<HTMLDivElement>(null);
  const last = useRef<number>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- it is not handed on
  const rows = useVirtualizer({
    count: files.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    getItemKey: (at) => files[at]?.id ?? at,
    overscan: 10,
  });
  const shown = rows.getVirtualItems();
  const isAtEnd = (shown.at(-1)?.index ?? 0) >= files.length - 5;
  useEffect(() => {
    if (isAtEnd) onEnd();
  }, [isAtEnd, onEnd]);
  const toggle = (at: number, wanted: boolean, withShift: boolean) => {
    const from = withShift ? (last.current ?? at) : at;
    last.current = at;
    onToggle(
      files.slice(Math.min(from, at), Math.max(from, at) + 1).map(({ id }) => id),
      wanted,
    );
  };
  return (
    <div ref={box} className="max-h-64 overflow-y-auto">
      <ul aria-label={t("files.list")} className="relative" style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, key, start }) => {
          const file = files[index];
          if (file === undefined) return null;
          return (
            <li
              key={key}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)`, height: ROW }}
            >
              <label className="flex h-full cursor-pointer items-center gap-3 px-3 text-sm hover:bg-sunken">
                <Checkbox
                  checked={chosen.has(file.id)}
                  onChange={({ target, nativeEvent }) =>
                    toggle(index, target.checked, (nativeEvent as MouseEvent).shiftKey)
                  }
                />
                <bdi className="min-w-0 flex-1 truncate" title={file.name}>
                  {file.name}
                </bdi>
                <span className="text-xs text-soft">
                  <Bytes value={file.size} />
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
