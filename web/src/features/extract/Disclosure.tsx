import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";

import { cn } from "@/lib/cn";

/** Something that few need, behind its name. */
export function Disclosure({
  label,
  isForcedOpen = false,
  children,
}: {
  label: string;
  isForcedOpen?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  const [wanted, setWanted] = useState(false);
  const isOpen = wanted || isForcedOpen;
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setWanted(!isOpen)}
        className="-ml-1 flex items-center gap-1.5 rounded-md px-1 py-1 text-sm font-medium text-soft hover:text-text"
      >
        <ChevronRight
          aria-hidden
          className={cn("size-4 transition-transform", isOpen && "rotate-90")}
        />
        {label}
      </button>
      <div id={id} hidden={!isOpen} className="space-y-5 pt-3">
        {children}
      </div>
    </div>
  );
}
