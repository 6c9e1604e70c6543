import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { usePicture, useWords } from "./layers";
import { PageBoxes } from "./PageBoxes";
import type { Placed } from "./useBoxes";
import { usePage } from "./usePage";

/** A page's size at a scale of 1, as it is shown: cropped and turned. */
export interface Size {
  width: number;
  height: number;
}

/** One page: its picture, the marks on it, and its words. */
export function PageSheet({
  pdf,
  number,
  size,
  scale,
  placed,
  onSize,
}: {
  pdf: PDFDocumentProxy;
  number: number;
  size: Size;
  scale: number;
  placed: readonly Placed[];
  onSize: (number: number, size: Size) => void;
}) {
  const { t } = useTranslation("reader");
  const picture = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLDivElement>(null);
  const { page, state } = usePage(pdf, number);
  const isBroken = usePicture(picture, page, scale);
  useWords(words, page);
  useEffect(() => {
    if (page === undefined) return;
    const { width, height } = page.getViewport({ scale: 1 });
    onSize(number, { width, height });
  }, [page, number, onSize]);
  return (
    <section
      aria-label={t("page", { page: number })}
      data-page={number}
      className="reader-paper relative mx-auto shadow-md ring-1 ring-black/15"
      style={
        {
          width: size.width * scale,
          height: size.height * scale,
          "--total-scale-factor": scale,
        } as React.CSSProperties
      }
    >
      <div ref={picture} aria-hidden className="absolute inset-0" />
      <PageBoxes placed={placed} />
      <div ref={words} className="reader-words" />
      {(isBroken || state === "broken") && (
        <p
          role="alert"
          className="absolute inset-x-6 top-6 rounded-md bg-[#fde5e5] p-3 text-sm text-[#7f1d1d]"
        >
          {t("pages.brokenPage", { page: number })}
        </p>
      )}
    </section>
  );
}
