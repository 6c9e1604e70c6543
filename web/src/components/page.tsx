import { Link, type LinkProps, useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";

import { cn } from "@/lib/cn";

/** The head of a page: its title (also the window's), what it is about, and what can be done. */
export function PageHeader({
  title,
  description,
  actions,
  children,
}: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  useWindowTitle(title);
  return (
    <header className="mb-6 space-y-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-60">
          <h1 className="line-clamp-2 text-2xl font-semibold tracking-tight" title={title}>
            {title}
          </h1>
          {description != null && <div className="mt-1 text-sm text-soft">{description}</div>}
        </div>
        {actions != null && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </header>
  );
}

export function useWindowTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Educe" : `${title.slice(0, 100)} · Educe`;
  }, [title]);
}

interface Tab {
  label: ReactNode;
  link: LinkProps;
}

/** Links that look like tabs: each is an address of its own. */
export function NavTabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const bar = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  useEffect(() => {
    // where the bar is wider than the screen
    const open = bar.current?.querySelector('[data-status="active"]');
    open?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  return (
    <nav
      ref={bar}
      aria-label={label}
      className="-mb-px flex gap-1 overflow-x-auto border-b border-line"
    >
      {tabs.map((tab, at) => (
        <Link
          key={at}
          {...tab.link}
          className="flex items-center gap-2 border-b-2 border-transparent px-3 py-2.5 text-sm font-medium whitespace-nowrap text-soft hover:text-text data-[status=active]:border-accent data-[status=active]:text-text"
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}

/** The width and padding of what stands under the shell's bar. */
export function Page({ children, wide = false }: { children: ReactNode; wide?: boolean }) {
  return (
    <div className={cn("mx-auto w-full px-4 py-6 sm:px-6", wide ? "max-w-none" : "max-w-6xl")}>
      {children}
    </div>
  );
}
