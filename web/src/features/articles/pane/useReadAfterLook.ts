import { useEffect, useRef } from "react";

const LOOK_MILLISECONDS = 1500;

/** Calls `onRead` when the article has been looked at for a moment; once for each time that it is
 * opened, so that what is marked as unread then stays so. */
export function useReadAfterLook(
  articleId: string,
  isUnread: boolean | undefined,
  onRead: () => void,
): void {
  const seen = useRef<string>(undefined);
  useEffect(() => {
    if (isUnread === undefined || seen.current === articleId) return;
    if (!isUnread) {
      seen.current = articleId;
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === "hidden") return;
      timer = setTimeout(() => {
        seen.current = articleId;
        onRead();
      }, LOOK_MILLISECONDS);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [articleId, isUnread, onRead]);
}
