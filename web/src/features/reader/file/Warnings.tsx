import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

const OPEN = 2;

/** What people should know about how a file was read. */
export function Warnings({ warnings }: { warnings: readonly string[] }) {
  const { t } = useTranslation("reader");
  if (warnings.length === 0) return null;
  return (
    <details
      open={warnings.length <= OPEN}
      className="max-h-40 shrink-0 overflow-y-auto border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn"
    >
      <summary className="cursor-pointer font-medium">
        <TriangleAlert aria-hidden className="mr-1.5 inline size-4" />
        {t("warnings", { count: warnings.length })}
      </summary>
      <ul className="mt-1 list-disc space-y-1 ps-6">
        {warnings.map((warning, at) => (
          <li key={at}>
            <bdi>{warning}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}
