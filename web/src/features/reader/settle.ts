const FRAMES = 120;
const CALM_FRAMES = 4;
const INTERRUPTIONS = ["wheel", "touchstart", "pointerdown"] as const;

/**
 * Brings an element, which may not be drawn yet, into the upper middle of what scrolls, or `above`
 * pixels under its top, and keeps it there while what is around it finds its size.
 *
 * `find` gives the element once it is drawn; until then `approach` scrolls to about where it will
 * be. `arrive` is called once: when it stands still, or, with nothing, when the reader scrolls
 * elsewhere. Returns what stops it.
 */
export function settle(options: {
  scroller: HTMLElement;
  above?: number;
  find: () => Element | null;
  approach: () => void;
  arrive: (element: HTMLElement | null) => void;
}): () => void {
  const { scroller, above, find, approach, arrive } = options;
  let [frame, frames, calm] = [0, 0, 0];
  const end = () => {
    cancelAnimationFrame(frame);
    for (const name of INTERRUPTIONS) scroller.removeEventListener(name, leave);
  };
  const leave = () => {
    end();
    arrive(null);
  };
  const step = () => {
    const element = find();
    if (element === null) approach();
    calm = element !== null && !bring(scroller, element, above) ? calm + 1 : 0;
    frames += 1;
    if (calm < CALM_FRAMES && frames < FRAMES) {
      frame = requestAnimationFrame(step);
      return;
    }
    end();
    arrive(element as HTMLElement | null);
  };
  for (const name of INTERRUPTIONS)
    scroller.addEventListener(name, leave, { passive: true, once: true });
  step();
  return end;
}

/** Scrolls so that the element is that far below the top. Whether that moved anything. */
function bring(scroller: HTMLElement, element: Element, wanted: number | undefined): boolean {
  const [box, frame] = [element.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const before = [scroller.scrollTop, scroller.scrollLeft] as const;
  const above = wanted ?? Math.max(16, (scroller.clientHeight - box.height) / 3);
  scroller.scrollTop += Math.round(box.top - frame.top - above);
  if (wanted === undefined) bringAcross(scroller, box.left - frame.left, box.right - frame.left);
  return (
    Math.abs(scroller.scrollTop - before[0]) > 1 || Math.abs(scroller.scrollLeft - before[1]) > 1
  );
}

function bringAcross(scroller: HTMLElement, left: number, right: number): void {
  const margin = 24;
  if (left < 0) scroller.scrollLeft += left - margin;
  else if (right > scroller.clientWidth)
    scroller.scrollLeft += Math.min(left - margin, right - scroller.clientWidth + margin);
}

/** Lets an element light up, for those who don't mind motion. */
export function flash(elements: Iterable<Element>): void {
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const element of elements)
    element.animate(
      [
        { boxShadow: "0 0 0 6px var(--mark-strong)", backgroundColor: "var(--mark-strong)" },
        { boxShadow: "0 0 0 0 transparent" },
      ],
      { duration: 1400, easing: "ease-out", id: "flash" },
    );
}
