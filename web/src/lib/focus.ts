/** Puts the focus back where it was; where that is gone, or was nowhere, to the page's content. */
export function focusAgain(opener: Element | null): void {
  const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
  (isThere ? opener : document.getElementById("main"))?.focus();
}
