import { getDocument, GlobalWorkerOptions, type PDFDocumentLoadingTask, version } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = workerUrl;

/** What the build has put beside the scripts: see `pdfFiles` in vite.config.ts. */
const BESIDE = new URL(`/assets/pdfjs-${version}/`, window.location.origin).href;
const MOST_PIXELS_OF_AN_IMAGE = 100_000_000;

/** Opens a PDF, which may be hostile: nothing in it is run, and nothing is fetched from elsewhere.
 * WebAssembly is left out, because the page's security policy forbids it. */
export function openPdf(data: Uint8Array): PDFDocumentLoadingTask {
  return getDocument({
    data,
    useWasm: false,
    enableXfa: false,
    maxImageSize: MOST_PIXELS_OF_AN_IMAGE,
    cMapUrl: `${BESIDE}cmaps/`,
    standardFontDataUrl: `${BESIDE}standard_fonts/`,
    wasmUrl: `${BESIDE}wasm/`,
    iccUrl: `${BESIDE}iccs/`,
    verbosity: 0,
  });
}
