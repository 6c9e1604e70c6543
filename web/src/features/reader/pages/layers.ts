import { type PDFPageProxy, RenderingCancelledException, TextLayer } from "pdfjs-dist";
import { type RefObject, useEffect, useState } from "react";

/** A canvas takes four bytes a pixel. */
const MOST_PIXELS = 16_000_000;

/** Draws a page into `holder` as sharply as the screen can show it. The picture before stays until
 * the next is ready. Tells whether it couldn't be drawn. */
export function usePicture(
  holder: RefObject<HTMLElement | null>,
  page: PDFPageProxy | undefined,
  scale: number,
): boolean {
  const [isBroken, setIsBroken] = useState(false);
  useEffect(() => {
    const element = holder.current;
    if (page === undefined || element === null) return;
    const size = page.getViewport({ scale });
    const most = Math.sqrt(MOST_PIXELS / (size.width * size.height));
    const sharpness = Math.min(window.devicePixelRatio || 1, most);
    const viewport = page.getViewport({ scale: scale * sharpness });
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.floor(viewport.width));
    canvas.height = Math.max(1, Math.floor(viewport.height));
    canvas.style.cssText = "width:100%;height:100%;display:block";
    const drawing = page.render({ canvas, viewport });
    drawing.promise.then(
      () => {
        element.replaceChildren(canvas);
        setIsBroken(false);
      },
      (error: unknown) => {
        if (!(error instanceof RenderingCancelledException)) setIsBroken(true);
      },
    );
    return () => drawing.cancel();
  }, [holder, page, scale]);
  return isBroken;
}

/** Lays a page's words over its picture, to be selected and to be read to those who don't see it. */
export function useWords(holder: RefObject<HTMLElement | null>, page: PDFPageProxy | undefined) {
  useEffect(() => {
    const element = holder.current;
    if (page === undefined || element === null) return;
    element.replaceChildren();
    const layer = new TextLayer({
      textContentSource: page.streamTextContent({ disableNormalization: true }),
      container: element,
      viewport: page.getViewport({ scale: 1 }),
    });
    layer.render().then(
      () => element.setAttribute("data-ready", ""),
      // the picture is there without them
      () => undefined,
    );
    return () => {
      layer.cancel();
      element.removeAttribute("data-ready");
    };
  }, [holder, page]);
}
