import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/components/ui/icon-button";

/** What is told of something beside the page: a column, on phones a sheet from below. */
export function PanelFrame({
  label,
  title,
  onClose,
  children,
}: {
  label: string;
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <aside
      aria-label={label}
      className="fixed inset-x-0 bottom-0 z-20 flex max-h-[50dvh] flex-col rounded-t-2xl border border-line bg-raised shadow-2xl lg:static lg:z-auto lg:max-h-none lg:w-[25rem] lg:shrink-0 lg:rounded-none lg:border-y-0 lg:border-r-0 lg:shadow-none"
    >
      <header className="flex items-start gap-2 px-4 pt-4 pb-2">
        <div className="min-w-0 flex-1">{title}</div>
        <IconButton label={t("close")} size="small" onClick={onClose}>
          <X />
        </IconButton>
      </header>
      {/* what scrolls must be reached by keyboard too */}
      <div
        role="region"
        aria-label={label}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-4 pb-6 outline-offset-[-2px]"
      >
        {children}
      </div>
    </aside>
  );
}
