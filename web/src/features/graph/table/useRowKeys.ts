import { type RefObject, useRef } from "react";

/** Moves the focus from row to row. */
export function useRowKeys(
  box: RefObject<HTMLDivElement | null>,
  count: number,
  show: (index: number) => void,
) {
  const at = useRef(-1);
  return (step: 1 | -1) => {
    const focused = document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset.row;
    if (focused !== undefined) at.current = Number(focused);
    at.current = Math.min(count - 1, Math.max(0, at.current + step));
    show(at.current);
    const focus = () =>
      box.current?.querySelector<HTMLElement>(`[data-row="${at.current}"] button`)?.focus();
    // a row that was out of sight is there a frame later
    focus();
    requestAnimationFrame(focus);
  };
}
