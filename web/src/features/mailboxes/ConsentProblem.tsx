import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

const KNOWN = [
  "access_denied",
  "conflict",
  "consent_withdrawn",
  "invalid-input",
  "not-found",
  "sign_in_refused",
  "unreachable",
] as const;

/** Why a provider's consent came to nothing, told by the word in the address. */
export function ConsentProblem({ problem, children }: { problem: string; children?: ReactNode }) {
  const { t } = useTranslation("mailboxes");
  const known = KNOWN.find((word) => word === problem);
  return (
    <div role="alert" className="flex gap-3 rounded-lg border border-bad bg-bad-soft p-4 text-sm">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 flex-1 space-y-3">
        <p>
          {known === undefined
            ? t("consent.problem.other", { word: problem.slice(0, 60) })
            : t(`consent.problem.${known}`)}
        </p>
        {children}
      </div>
    </div>
  );
}
