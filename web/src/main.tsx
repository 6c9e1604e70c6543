import "./app.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { configureClient } from "@/api/client";
import { newQueryClient } from "@/api/queries";
import { Toasts } from "@/components/toasts";
import { startTexts } from "@/lib/i18n";
import { ShortcutProvider } from "@/lib/shortcuts";
import { startTheme } from "@/lib/theme";

import { newRouter } from "./router";

function App({ router }: { router: ReturnType<typeof newRouter> }) {
  return (
    <ShortcutProvider>
      <RouterProvider router={router} />
      <Toasts />
    </ShortcutProvider>
  );
}

async function start(root: HTMLElement): Promise<void> {
  configureClient();
  startTheme();
  await startTexts();
  const queries = newQueryClient();
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <App router={newRouter(queries)} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (root !== null) void start(root);
