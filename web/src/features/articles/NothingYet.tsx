import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Inbox, Link2Off, Mail, Sparkles } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ArticleFacets } from "@/api/generated";
import { mailboxesListOfProjectOptions } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { SkeletonLines } from "@/components/ui/skeleton";
import { useOpenExtract } from "@/features/extract/open";

/** Nothing was extracted, or nothing of it was kept: what to do next. */
export function NothingYet({ projectId, facets }: { projectId: string; facets: ArticleFacets }) {
  const { t } = useTranslation("articles");
  const path = { project_id: projectId };
  const mailboxes = useQuery(mailboxesListOfProjectOptions({ path }));
  const openExtract = useOpenExtract();
  if (facets.newsletters > 0) return <AllRejected projectId={projectId} facets={facets} />;
  if (mailboxes.isPending) return <SkeletonLines />;
  const hasMailbox = (mailboxes.data?.mailboxes.length ?? 0) > 0;
  const extract = (
    <Button variant={hasMailbox ? "primary" : "secondary"} onClick={() => openExtract(projectId)}>
      <Sparkles /> {t(hasMailbox ? "none.extract" : "none.extractFiles")}
    </Button>
  );
  return (
    <EmptyState
      icon={hasMailbox ? Inbox : Mail}
      title={t(hasMailbox ? "none.notExtracted" : "none.noMailbox")}
      actions={
        <>
          {!hasMailbox && (
            <Button asChild variant="primary">
              <Link to="/projects/$projectId/mailboxes" params={{ projectId }}>
                <Mail /> {t("none.toMailboxes")}
              </Link>
            </Button>
          )}
          {extract}
        </>
      }
    >
      {t(hasMailbox ? "none.notExtractedWhat" : "none.noMailboxWhat")}
    </EmptyState>
  );
}

function AllRejected({ projectId, facets }: { projectId: string; facets: ArticleFacets }) {
  const { t } = useTranslation("articles");
  return (
    <EmptyState
      icon={Link2Off}
      title={t("none.allRejected")}
      actions={
        <Button asChild variant="primary">
          <Link to="/projects/$projectId/articles/rejected" params={{ projectId }}>
            {t("none.toRejected", { count: facets.rejected })}
          </Link>
        </Button>
      }
    >
      {t("none.allRejectedWhat")}
    </EmptyState>
  );
}
