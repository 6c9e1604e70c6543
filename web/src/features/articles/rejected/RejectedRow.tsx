import { ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { LinkView } from "@/api/generated";
import { Time } from "@/components/time";
import { Badge, type Tone } from "@/components/ui/badge";
import { cn } from "@/lib/cn";

import { senderName } from "../senderName";
import { linkTitle } from "../titles";
import { readable } from "../urls";
import { useFilter } from "../useListState";
import { useKindName } from "../words";
import { LinkDetails } from "./LinkDetails";

const TONES: Partial<Record<string, Tone>> = { sponsor: "warn", article: "info", social: "accent" };

/** A link that was left out: what it is, why, and on demand all that is known of it. */
export function RejectedRow({ link, isOpen }: { link: LinkView; isOpen: boolean }) {
  const { t } = useTranslation("articles");
  const kindName = useKindName();
  const filter = useFilter();
  const details = `details-${link.id}`;
  return (
    <div className={cn("border-b border-line", isOpen && "bg-sunken/40")}>
      <button
        type="button"
        data-open
        aria-expanded={isOpen}
        aria-controls={isOpen ? details : undefined}
        onClick={() => filter({ link: isOpen ? undefined : link.id }, { quietly: true })}
        className="flex w-full items-start gap-3 px-4 py-3 text-left outline-offset-[-2px] hover:bg-sunken/60"
      >
        <span className="min-w-0 flex-1 space-y-1">
          <span className="flex items-baseline gap-2">
            <bdi
              className="line-clamp-2 min-w-0 text-sm leading-snug font-medium"
              title={linkTitle(link).slice(0, 500)}
            >
              {linkTitle(link)}
            </bdi>
          </span>
          <span className="block truncate text-xs text-soft">
            <bdi>{readable(link.target_url || link.url)}</bdi>
          </span>
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs">
            <Badge tone={TONES[link.kind] ?? "neutral"}>{kindName(link.kind)}</Badge>
            <bdi className="line-clamp-2 min-w-0" title={link.reason.slice(0, 1000)}>
              {link.reason}
            </bdi>
          </span>
          <span className="flex gap-1.5 text-xs text-soft">
            <bdi className="min-w-0 truncate">
              {senderName(link)} · {link.subject || t("noSubject")}
            </bdi>
            <span className="shrink-0">
              <Time at={link.received_at} />
            </span>
          </span>
        </span>
        <ChevronDown
          aria-hidden
          className={cn(
            "mt-1 size-4 shrink-0 text-soft transition-transform",
            isOpen && "rotate-180",
          )}
        />
      </button>
      {isOpen && <LinkDetails id={details} link={link} />}
    </div>
  );
}
