import type { ReactNode } from "react";

/** Buttons at the foot of a form that fills a dialog; they stay in sight while it is scrolled. */
export function FormFoot({ children }: { children: ReactNode }) {
  return (
    <div className="sticky -bottom-5 z-10 -mx-5 -mb-5 flex flex-wrap justify-end gap-2 rounded-b-xl border-t border-line bg-raised px-5 py-4">
      {children}
    </div>
  );
}
