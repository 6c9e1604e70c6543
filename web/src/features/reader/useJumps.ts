import { useCallback, useMemo, useState } from "react";

import type { Jump } from "./place";

export interface Address {
  file: string;
  start: number | undefined;
  end: number | undefined;
}

const nameOf = ({ file, start, end }: Address) => `${file} ${start} ${end}`;

/**
 * Where the reader goes: to the place of the address whenever that changes, and to what is asked for
 * by `go` until then. `page`: where that place is known to be. `follow` lets the focus go to the next
 * address too.
 */
export function useJumps(address: Address, page: number | null, focusAtFirst: boolean) {
  const here = nameOf(address);
  const { start, end } = address;
  const [focused, setFocused] = useState(focusAtFirst ? here : undefined);
  const [asked, setAsked] = useState<{ at: string; times: number; jump: Jump }>();
  const given = useMemo(
    (): Jump | undefined =>
      start === undefined
        ? undefined
        : {
            key: here,
            to: end === undefined ? "place" : "quote",
            start,
            end: end ?? start,
            page,
            focus: focused === here,
          },
    [here, start, end, page, focused],
  );
  const go = useCallback(
    (to: Omit<Jump, "key">) =>
      setAsked((before) => {
        const times = (before?.times ?? 0) + 1;
        return { at: here, times, jump: { ...to, key: `${here} ${times}` } };
      }),
    [here],
  );
  const follow = useCallback((next: Address) => setFocused(nameOf(next)), []);
  return { jump: asked?.at === here ? asked.jump : given, go, follow };
}
