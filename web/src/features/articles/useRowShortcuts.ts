import type { RefObject } from "react";
import { useTranslation } from "react-i18next";

import { useKey } from "./useKey";

import type { RowsHandle } from "./WindowRows";

/** `j` and `k` put the focus on the next row and the one before. */
export function useRowShortcuts(rows: RefObject<RowsHandle | null>, count: number): void {
  const { t } = useTranslation();
  const go = (by: 1 | -1) => {
    if (rows.current === null || count === 0) return;
    const at = rows.current.focused();
    // a row that has gone, with the focus, left its place to the next one
    const next = at === -1 ? rows.current.last() : at + by;
    rows.current.focus(Math.max(0, Math.min(count - 1, next)));
  };
  useKey("j", t("nextRow"), () => go(1));
  useKey("k", t("previousRow"), () => go(-1));
}
