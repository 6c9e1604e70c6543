import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const OUT = join(import.meta.dirname, "../src/educe/ui");
const WORTH_COMPRESSING = /\.(js|mjs|css|html|svg|json|wasm)$/;

/** Compresses once, here, what the server would else compress for every visitor. */
function precompressed(): Plugin {
  return {
    name: "precompressed",
    apply: "build",
    writeBundle({ dir = OUT }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
        const path = join(dir, name);
        if (!WORTH_COMPRESSING.test(name) || statSync(path).size < 1024) continue;
        const content = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(content));
      }
    },
  };
}

const PDF_FOLDERS = ["cmaps", "standard_fonts", "wasm", "iccs"];

/** Puts beside the scripts what pdf.js fetches for some files only: character maps, fonts, decoders
 * of images. The folder's name holds the version, so that browsers may keep what is in it. */
function pdfFiles(): Plugin {
  const from = join(import.meta.dirname, "node_modules/pdfjs-dist");
  return {
    name: "pdf-files",
    apply: "build",
    generateBundle() {
      const about = readFileSync(join(from, "package.json"), "utf8");
      const { version } = JSON.parse(about) as { version: string };
      for (const folder of PDF_FOLDERS)
        for (const name of readdirSync(join(from, folder))) {
          // no WebAssembly: the page's security policy forbids it
          if (name.endsWith(".wasm") || name.startsWith("quickjs")) continue;
          this.emitFile({
            type: "asset",
            fileName: `assets/pdfjs-${version}/${folder}/${name}`,
            source: readFileSync(join(from, folder, name)),
          });
        }
    },
  };
}

// few larger files are smaller, and come sooner, than many small ones
const TOGETHER = [
  { name: "first", tags: ["$initial" as const] },
  { name: "texts-en", test: /locales\/en\/(common|shell|home|jobs|progress|projects)\.json$/ },
  { name: "texts-de", test: /locales\/de\/(common|shell|home|jobs|progress|projects)\.json$/ },
];

export default defineConfig({
  plugins: [react(), tailwindcss(), pdfFiles(), precompressed()],
  resolve: { alias: { "@": join(import.meta.dirname, "src") } },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: { codeSplitting: { groups: TOGETHER } },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:9765", "/healthz": "http://127.0.0.1:9765" } },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
