import { SlidersHorizontal } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

/** The search and what is asked for most; the other filters beside it, or on a phone behind a
 * button. */
export function FilterBar({
  search,
  first,
  active,
  onClear,
  children,
}: {
  search: ReactNode;
  first?: ReactNode;
  /** How many of the other filters are set. */
  active: number;
  onClear: (() => void) | undefined;
  children: ReactNode;
}) {
  const { t } = useTranslation("articles");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-2 max-md:flex-col max-md:items-stretch">
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-0 flex-1 md:flex-none">{search}</div>
        <Button className="md:hidden" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          <SlidersHorizontal />{" "}
          {active > 0 ? t("filter.some", { count: active }) : t("filter.more")}
        </Button>
        {first}
      </div>
      <div
        className={cn(
          "flex flex-wrap items-center gap-2 max-md:grid max-md:grid-cols-2",
          !isOpen && "max-md:hidden",
        )}
      >
        {children}
        {onClear !== undefined && (
          <Button variant="quiet" size="small" onClick={onClear}>
            {t("filter.clear")}
          </Button>
        )}
      </div>
    </div>
  );
}
