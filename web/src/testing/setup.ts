import "@testing-library/jest-dom/vitest";

import { cleanup } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";

import { startTexts } from "@/lib/i18n";
import { en } from "@/locales/en";

beforeAll(async () => {
  await startTexts("en", Object.keys(en));
});
afterEach(cleanup);
