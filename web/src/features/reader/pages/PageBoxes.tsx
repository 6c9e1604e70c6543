import type { PageBox } from "@/api/generated";

import type { Placed } from "./useBoxes";

/** The marks on one page: a box for each line of each target. */
export function PageBoxes({ placed }: { placed: readonly Placed[] }) {
  return placed.map(({ target, boxes, continues }) =>
    boxes.map((box, line) => (
      <mark
        key={`${target.as}${target.start}-${target.end}-${line}`}
        data-as={target.as}
        data-current={target.as === "current" || undefined}
        data-active={target.as === "active" || undefined}
        data-label={line === 0 && !continues ? target.label : undefined}
        tabIndex={target.as === "other" ? undefined : -1}
        className="reader-box"
        style={place(box)}
      />
    )),
  );
}

/** A little larger than the letters, as a marker would be. */
function place({ left, top, right, bottom }: PageBox) {
  const [x, y] = [0.002, 0.001];
  return {
    left: `${(left - x) * 100}%`,
    top: `${(top - y) * 100}%`,
    width: `${(right - left + 2 * x) * 100}%`,
    height: `${(bottom - top + 2 * y) * 100}%`,
  };
}
