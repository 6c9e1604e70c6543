import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { cn } from "@/lib/cn";
import { focusAgain } from "@/lib/focus";

import { IconButton } from "./icon-button";

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Buttons at the foot. */
  footer?: ReactNode;
  /** `side`: a panel from the right; `wide`: for tables and progress. */
  shape?: "normal" | "wide" | "side";
}

const SHAPES = {
  normal: "top-[12vh] left-1/2 w-[min(32rem,calc(100vw-1.5rem))] -translate-x-1/2 rounded-xl",
  wide: "top-[6vh] left-1/2 w-[min(52rem,calc(100vw-1.5rem))] -translate-x-1/2 rounded-xl",
  side: "inset-y-0 right-0 w-[min(28rem,calc(100vw-2.5rem))] max-h-none rounded-l-xl",
};

/** A dialog over the page: keeps the focus inside, closes by Escape, gives the focus back. */
export function Dialog({ open, ...props }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={(wanted) => !wanted && props.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Panel {...props} />
      </Radix.Portal>
    </Radix.Root>
  );
}

function Panel({
  onClose,
  title,
  description,
  children,
  footer,
  shape = "normal",
}: Omit<Props, "open">) {
  const { t } = useTranslation();
  const [opener] = useState(() => document.activeElement);
  return (
    <Radix.Content
      {...(description === undefined && { "aria-describedby": undefined })}
      // the dialog itself, not its first button: that is the one to close it
      onOpenAutoFocus={(event) => {
        event.preventDefault();
        if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
      }}
      // Radix would do so only for an opener of its own
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        focusAgain(opener);
      }}
      // what offers to undo something stands beside the dialog, and belongs to it
      onInteractOutside={(event) => {
        const { target } = event;
        if (target instanceof Element && target.closest("[data-sonner-toaster]") !== null)
          event.preventDefault();
      }}
      tabIndex={-1}
      data-focus-quiet
      className={cn(
        "fixed z-40 flex max-h-[86vh] flex-col border border-line bg-raised shadow-2xl",
        SHAPES[shape],
      )}
    >
      <header className="flex items-start gap-3 p-5 pb-3">
        <div className="min-w-0 flex-1">
          <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
          {description !== undefined && (
            <Radix.Description className="mt-1 text-sm text-soft">{description}</Radix.Description>
          )}
        </div>
        <IconButton label={t("close")} size="small" onClick={onClose}>
          <X />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
      {footer !== undefined && (
        <footer className="flex flex-wrap justify-end gap-2 border-t border-line p-4">
          {footer}
        </footer>
      )}
    </Radix.Content>
  );
}
