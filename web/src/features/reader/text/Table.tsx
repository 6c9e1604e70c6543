import { useTranslation } from "react-i18next";

import { type Marks, spansOf } from "./marks";
import { Marked } from "./Marked";
import type { Piece } from "./pieces";
import { Points } from "./points";
import type { BlocksRow } from "./rows";

const BETWEEN_CELLS = " | ";

/** Rows of a table, one a piece. */
export function Table({ row, marks }: { row: BlocksRow; marks: Marks }) {
  const { t } = useTranslation("reader");
  return (
    // what scrolls sideways must be reached by keyboard too
    <div
      role="region"
      aria-label={t("table")}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line"
    >
      <table className="w-full text-sm">
        <tbody>
          {row.pieces.map((piece) => (
            <tr key={piece.start} className="border-b border-line last:border-0">
              <Cells piece={piece} marks={marks} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cells({ piece, marks }: { piece: Piece; marks: Marks }) {
  const spans = spansOf(piece, marks);
  const cells: { start: number; text: Points }[] = [];
  let start = piece.start;
  for (const content of piece.text.text.split(BETWEEN_CELLS)) {
    const text = new Points(content);
    cells.push({ start, text });
    start += text.length + BETWEEN_CELLS.length;
  }
  return cells.map((cell) => (
    <td
      key={cell.start}
      dir="auto"
      className="min-w-20 border-e border-line px-3 py-2 align-top leading-6 last:border-e-0"
    >
      <Marked text={cell.text} start={cell.start} spans={spans} />
    </td>
  ));
}
