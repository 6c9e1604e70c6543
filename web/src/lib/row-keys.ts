import { type RefObject, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useShortcut } from "@/lib/shortcuts";

const ROW = "[data-row]";
const FIRST = "a[href], button:not([disabled])";

/**
 * `j` and `k` go from row to row within the element that the reference is given to: rows carry
 * `data-row`. What is focused is what opens the row, marked by `data-open`, or else its first link
 * or button; Enter does the rest.
 */
export function useRowKeys<E extends HTMLElement>(enabled = true): RefObject<E | null> {
  const { t } = useTranslation();
  const list = useRef<E>(null);
  const go = (by: number) => list.current && focusRow(list.current, by);
  useShortcut("j", t("nextRow"), () => go(1), enabled);
  useShortcut("k", t("previousRow"), () => go(-1), enabled);
  return list;
}

function focusRow(list: HTMLElement, by: number): void {
  const rows = [...list.querySelectorAll<HTMLElement>(ROW)];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at === -1 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by));
  const row = rows[next];
  const opens = row?.querySelector<HTMLElement>("[data-open]") ?? row?.querySelector(FIRST);
  if (opens instanceof HTMLElement) opens.focus();
}
