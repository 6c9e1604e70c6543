import { type CSSProperties, useEffect } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { Toaster as Sonner, toast } from "sonner";

import { useTheme } from "@/lib/theme";
import { onToast, takeToasts } from "@/lib/toast";

// in the palette's roles, which have the contrast
const LOOK = {
  "--normal-bg": "var(--raised)",
  "--normal-text": "var(--text)",
  "--normal-border": "var(--line-strong)",
} as CSSProperties;

export default function Toaster() {
  const { t } = useTranslation();
  useEffect(() => {
    const show = () => {
      for (const [kind, text, options] of takeToasts()) toast[kind](text, options);
    };
    show();
    return onToast(show);
  }, []);
  // beside the dialogs: a modal one hides the page, and takes it from the pointer
  return createPortal(
    <Sonner
      theme={useTheme()}
      position="bottom-center"
      closeButton
      containerAriaLabel={t("messages")}
      toastOptions={{ closeButtonAriaLabel: t("close"), className: "pointer-events-auto" }}
      style={LOOK}
    />,
    document.body,
  );
}
