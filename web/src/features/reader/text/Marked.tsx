import { Fragment, type ReactNode } from "react";

import { cn } from "@/lib/cn";

import { type MarkedSpan, runsOf } from "./marks";
import type { Points } from "./points";
import { type Segment, segmentsOf } from "./segments";

/** Characters from `start` on, with all that marks them. Spans may overlap. */
export function Marked({
  text,
  start,
  spans,
}: {
  text: Points;
  start: number;
  spans: readonly MarkedSpan[];
}) {
  if (spans.length === 0) return text.text;
  const segments = segmentsOf(start, start + text.length, spans);
  return runsOf(segments, "current").map(({ span: quote, segments: quoted }, at) => (
    <Quoted key={at} span={quote} start={start}>
      {runsOf(quoted, "active", "match").map(({ span: match, segments: matched }, inner) => (
        <Matched key={inner} span={match}>
          {matched.map((segment) => (
            <Shown key={segment.start} segment={segment}>
              {text.slice(segment.start - start, segment.end - start)}
            </Shown>
          ))}
        </Matched>
      ))}
    </Quoted>
  ));
}

interface Wrapping {
  span: MarkedSpan | undefined;
  children: ReactNode;
}

function Quoted({ span, start, children }: Wrapping & { start: number }) {
  if (span === undefined) return children;
  return (
    <mark
      data-current
      data-label={span.start >= start ? span.label : undefined}
      tabIndex={-1}
      className="rounded-sm bg-mark box-decoration-clone px-0.5 text-text underline decoration-mark-strong decoration-2 underline-offset-4"
    >
      {children}
    </mark>
  );
}

function Matched({ span, children }: Wrapping) {
  if (span === undefined) return children;
  if (span.as === "active")
    return (
      <mark data-active tabIndex={-1} className="rounded-sm bg-accent text-on-accent">
        {children}
      </mark>
    );
  return (
    <mark className="rounded-sm bg-accent-soft text-text outline outline-accent/50">
      {children}
    </mark>
  );
}

function Shown({ segment, children }: { segment: Segment<MarkedSpan>; children: ReactNode }) {
  const { start, spans } = segment;
  const isIn = (as: MarkedSpan["as"]) => spans.some((span) => span.as === as);
  const others = spans.filter(({ as }) => as === "other");
  // a match keeps its own colours
  const isMatched = isIn("active");
  let shown = <Fragment>{children}</Fragment>;
  if (isIn("emphasis")) shown = <strong className="font-semibold">{shown}</strong>;
  if (isIn("name"))
    shown = (
      <span
        data-name
        className={cn(
          "rounded-sm font-medium",
          !isMatched && "bg-mark-strong text-text dark:text-ground",
        )}
      >
        {shown}
      </span>
    );
  if (others.length > 0)
    shown = (
      <mark
        data-label={others.find((span) => span.start === start)?.label}
        className={cn(
          "rounded-sm",
          isMatched
            ? "bg-transparent text-inherit"
            : ["text-text", others.length > 1 ? "bg-mark/60" : "bg-mark/35"],
        )}
      >
        {shown}
      </mark>
    );
  return shown;
}
