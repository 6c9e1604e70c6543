import { memo, type ReactNode } from "react";

import { type Marks, spansOf } from "./marks";
import { Marked } from "./Marked";
import type { Piece } from "./pieces";
import type { BlocksRow } from "./rows";
import { Table } from "./Table";

/** One row of a text as what it is: a heading, a paragraph, items of a list, rows of a table… Each
 * block finds its own direction, so that none turns another's around. */
export const BlockElement = memo(function BlockElement({
  row,
  marks,
}: {
  row: BlocksRow;
  marks: Marks;
}) {
  const first = row.pieces[0];
  if (first === undefined) return null;
  if (first.kind === "table") return <Table row={row} marks={marks} />;
  if (first.kind === "list_item")
    return (
      <ul className="list-disc space-y-1.5 ps-6 leading-7 marker:text-soft">
        {row.pieces.map((piece) => (
          <li key={piece.start} dir="auto">
            <Content piece={piece} marks={marks} />
          </li>
        ))}
      </ul>
    );
  return row.pieces.map((piece) => (
    <Block key={piece.start} piece={piece}>
      <Content piece={piece} marks={marks} />
    </Block>
  ));
});

const HEADINGS = ["h2", "h3", "h4", "h5", "h6"] as const;
const HEADING_LOOKS = [
  "pt-6 text-2xl font-semibold tracking-tight text-balance",
  "pt-5 text-xl font-semibold tracking-tight text-balance",
  "pt-4 text-lg font-semibold",
  "pt-3 font-semibold",
  "pt-3 text-sm font-semibold text-soft",
] as const;

function Block({ piece, children }: { piece: Piece; children: ReactNode }) {
  switch (piece.kind) {
    case "title":
    case "heading": {
      const depth = Math.min(piece.level, HEADINGS.length) - 1;
      const Heading = HEADINGS[depth] ?? "h6";
      return (
        <Heading dir="auto" className={HEADING_LOOKS[depth]}>
          {children}
        </Heading>
      );
    }
    case "code":
      return (
        <pre
          dir="ltr"
          className="rounded-lg bg-sunken px-4 py-3 font-mono text-[0.8125rem] leading-6 whitespace-pre-wrap"
        >
          <code>{children}</code>
        </pre>
      );
    case "quote":
      return (
        <blockquote
          dir="auto"
          className="border-s-4 border-line-strong ps-4 leading-7 whitespace-pre-line text-soft"
        >
          {children}
        </blockquote>
      );
    case "caption":
      return (
        <p dir="auto" className="text-sm leading-6 text-soft italic">
          {children}
        </p>
      );
    default:
      return (
        <p dir="auto" className="leading-7 whitespace-pre-line">
          {children}
        </p>
      );
  }
}

function Content({ piece, marks }: { piece: Piece; marks: Marks }) {
  return <Marked text={piece.text} start={piece.start} spans={spansOf(piece, marks)} />;
}
