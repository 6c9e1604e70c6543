import { useState } from "react";

import type { Change, Place } from "./place";
import { Reader } from "./Reader";

/**
 * A file beside something else, at certain words. It fills its parent, which needs a height.
 *
 * `onRead` hears when the reader goes on to other evidence, and then gives the new place back; without
 * it the pane keeps the place itself.
 */
export function ReaderPane({
  fileId,
  start,
  end,
  concept,
  relationship,
  onRead,
  onClose,
}: {
  fileId: string;
  start?: number;
  end?: number;
  /** Whose evidence next and previous go through. */
  concept?: string;
  relationship?: string;
  onRead?: (place: { file: string; start: number; end: number }) => void;
  onClose: () => void;
}) {
  const given = { file: fileId, start, end };
  const from = JSON.stringify(given);
  const [gone, setGone] = useState<{ from: string; to: typeof given }>();
  const [look, setLook] = useState<Pick<Place, "view" | "find">>({});
  const at = gone?.from === from ? gone.to : given;
  const place = { ...look, start: at.start, end: at.end, concept, relationship };
  const go = ({ file = at.file, ...change }: Change) => {
    const next = { ...place, ...change };
    setLook({ view: next.view, find: next.find });
    if (next.start === undefined || next.end === undefined) return;
    if (file === at.file && next.start === at.start && next.end === at.end) return;
    const to = { file, start: next.start, end: next.end };
    if (onRead === undefined) setGone({ from, to });
    else onRead(to);
  };
  return <Reader fileId={at.file} place={place} onPlace={go} onClose={onClose} />;
}

export default ReaderPane;
