import { Slot } from "radix-ui";
import { type ReactElement, type ReactNode, startTransition, Suspense, useState } from "react";

/**
 * A menu that is loaded when it is first opened; most who see its button never open it.
 *
 * `load` is begun when the button is pointed at; `children` draws the menu, which opens by itself,
 * under the same button.
 */
export function MenuOnDemand({
  trigger,
  load,
  children,
}: {
  trigger: ReactElement;
  load: () => Promise<unknown>;
  children: (trigger: ReactElement) => ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  const begin = () => void load().catch(() => undefined); // opening tries again, and tells
  // the button stays until the menu is there
  const open = () => startTransition(() => setOpened(true));
  if (opened) return <Suspense>{children(trigger)}</Suspense>;
  return (
    <Slot.Root
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={begin}
      onFocus={begin}
      onClick={open}
    >
      {trigger}
    </Slot.Root>
  );
}
