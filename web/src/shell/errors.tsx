import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { FileQuestion } from "lucide-react";
import { useTranslation } from "react-i18next";

import { isApiError } from "@/api/problem";
import { EmptyState, ErrorNotice } from "@/components/notices";
import { Page, useWindowTitle } from "@/components/page";
import { Button } from "@/components/ui/button";

/** Nothing is at this address, or nothing that this user may see. */
export function NotFoundPage() {
  const { t } = useTranslation(["common", "shell"]);
  useWindowTitle(t("shell:notFound"));
  return (
    <Page>
      <EmptyState
        icon={FileQuestion}
        title={t("shell:notFound")}
        actions={
          <Button asChild variant="primary">
            <Link to="/">{t("shell:toHome")}</Link>
          </Button>
        }
      >
        {t("errors.notFound")}
      </EmptyState>
    </Page>
  );
}

/** A page that couldn't be shown. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (isApiError(error) && error.status === 404) return <NotFoundPage />;
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Page>
      <ErrorNotice error={error} onRetry={retry} />
    </Page>
  );
}
