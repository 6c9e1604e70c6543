import { Slot } from "radix-ui";
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

const DELAY = 300;
const GRACE = 120; // to get from what is explained to the words
const GAP = 6;
const MARGIN = 8;

/** Words that appear at the pointer or the focus. What must be known stands on the page instead. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  const id = useId();
  const explained = useRef<HTMLElement>(null);
  const [shown, setShown] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = (show: boolean, milliseconds: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(show), milliseconds);
  };
  const hide = () => later(false, 0);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <>
      <Slot.Root
        ref={explained}
        aria-describedby={shown ? id : undefined}
        onPointerEnter={({ pointerType }) => pointerType !== "touch" && later(true, DELAY)}
        onPointerLeave={() => later(false, GRACE)}
        onPointerDown={hide}
        onFocus={({ currentTarget }) => currentTarget.matches(":focus-visible") && later(true, 0)}
        onBlur={hide}
      >
        {children}
      </Slot.Root>
      {shown && (
        <Words
          id={id}
          explained={explained}
          onStay={() => clearTimeout(timer.current)}
          onHide={hide}
        >
          {text}
        </Words>
      )}
    </>
  );
}

interface WordsProps {
  id: string;
  explained: React.RefObject<HTMLElement | null>;
  onStay: () => void;
  onHide: () => void;
  children: ReactNode;
}

function Words({ id, explained, onStay, onHide, children }: WordsProps) {
  const words = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (explained.current !== null && words.current !== null)
      place(words.current, explained.current.getBoundingClientRect());
  });
  useEffect(() => {
    const ending = new AbortController();
    const options = { signal: ending.signal, capture: true };
    window.addEventListener("scroll", onHide, options);
    window.addEventListener("keydown", ({ key }) => key === "Escape" && onHide(), options);
    return () => ending.abort();
  });
  return createPortal(
    <div
      ref={words}
      id={id}
      role="tooltip"
      onPointerEnter={onStay}
      onPointerLeave={onHide}
      className="fixed top-0 left-0 z-50 w-max max-w-xs rounded-md bg-text px-2.5 py-1.5 text-xs text-ground shadow-lg"
    >
      {children}
    </div>,
    document.body,
  );
}

/** Over what is explained, or under it where there is no room; always inside the window. */
function place(words: HTMLElement, around: DOMRect): void {
  const { width, height } = words.getBoundingClientRect();
  const most = document.documentElement.clientWidth - width - MARGIN;
  const left = Math.max(MARGIN, Math.min(around.left + (around.width - width) / 2, most));
  const above = around.top - height - GAP;
  const top = above >= MARGIN ? above : around.bottom + GAP;
  words.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
}
