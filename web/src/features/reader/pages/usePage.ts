import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist";
import { useEffect, useState } from "react";

export type OpenPage =
  | { state: "opening"; page?: undefined }
  | { state: "open"; page: PDFPageProxy }
  | { state: "broken"; page?: undefined };

/** A page of a PDF, once it is opened. */
export function usePage(pdf: PDFDocumentProxy, number: number): OpenPage {
  const [opened, setOpened] = useState<OpenPage & { of?: string }>({ state: "opening" });
  const of = `${pdf.fingerprints[0]} ${number}`;
  useEffect(() => {
    let isLeft = false;
    let left: PDFPageProxy | undefined;
    pdf.getPage(number).then(
      (page) => {
        left = page;
        if (!isLeft) setOpened({ state: "open", page, of });
      },
      () => {
        if (!isLeft) setOpened({ state: "broken", of });
      },
    );
    return () => {
      isLeft = true;
      left?.cleanup();
    };
  }, [pdf, number, of]);
  return opened.of === of ? opened : { state: "opening" };
}
