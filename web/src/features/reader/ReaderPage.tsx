import { useNavigate, useParams, useSearch } from "@tanstack/react-router";

import type { Change } from "./place";
import { Reader } from "./Reader";

/** A file on a page of its own. */
export default function ReaderPage() {
  const { fileId } = useParams({ from: "/app/files/$fileId" });
  const place = useSearch({ from: "/app/files/$fileId" });
  const navigate = useNavigate();
  const go = ({ file, ...change }: Change) =>
    void navigate({
      to: "/files/$fileId",
      params: { fileId: file ?? fileId },
      search: (before) => ({ ...before, ...change }),
      // back leads to where the reader was opened from
      replace: true,
      resetScroll: false,
    });
  return (
    <div className="h-[calc(100dvh-3.5rem)]">
      <Reader fileId={fileId} place={place} onPlace={go} />
    </div>
  );
}
