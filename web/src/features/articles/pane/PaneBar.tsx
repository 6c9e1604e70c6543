import {
  ArrowLeft,
  Bookmark,
  ChevronDown,
  ChevronUp,
  ExternalLink,
  Mail,
  MailOpen,
  X,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ArticleView } from "@/api/generated";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";

import { webAddress } from "../urls";
import type { Way } from "./ArticlePane";
import type { ArticleActions } from "./useArticleActions";

/** Stays at the pane's head: the ways to other articles, and what is done with this one. */
export function PaneBar({
  article,
  way,
  actions,
  isWide,
}: {
  article: ArticleView | undefined;
  way: Way;
  actions: ArticleActions;
  isWide: boolean;
}) {
  const { t } = useTranslation(["articles", "common"]);
  return (
    <div className="sticky top-14 z-10 flex items-center gap-1 border-b border-line bg-surface px-2 py-1.5 lg:top-0">
      {!isWide && (
        <Button variant="quiet" size="small" onClick={way.close}>
          <ArrowLeft /> {t("pane.back")}
        </Button>
      )}
      <Step label={t("pane.previous")} act={way.previous} icon={<ChevronUp />} />
      <Step label={t("pane.next")} act={way.next} icon={<ChevronDown />} />
      <span className="flex-1" />
      {article !== undefined && <Marks article={article} actions={actions} />}
      {isWide && (
        <IconButton label={t("common:close")} size="small" onClick={way.close}>
          <X />
        </IconButton>
      )}
    </div>
  );
}

function Step({
  label,
  act,
  icon,
}: {
  label: string;
  act: (() => void) | undefined;
  icon: React.ReactNode;
}) {
  return (
    <IconButton
      label={label}
      size="small"
      aria-disabled={act === undefined}
      onClick={() => act?.()}
    >
      {icon}
    </IconButton>
  );
}

function Marks({ article, actions }: { article: ArticleView; actions: ArticleActions }) {
  const { t } = useTranslation("articles");
  const [isUnread, isSaved] = [article.read_at === null, article.saved_at !== null];
  const address = webAddress(article.url);
  return (
    <>
      <IconButton
        label={t(isUnread ? "markRead" : "markUnread")}
        size="small"
        onClick={actions.toggleRead}
      >
        {isUnread ? <MailOpen /> : <Mail />}
      </IconButton>
      <Button variant="quiet" size="small" aria-pressed={isSaved} onClick={actions.toggleSaved}>
        <Bookmark className={cn(isSaved && "fill-accent text-accent")} />
        <span className="max-sm:sr-only">{t(isSaved ? "saved" : "save")}</span>
      </Button>
      {address !== undefined && (
        <Button asChild variant="primary" size="small">
          <a href={address} target="_blank" rel="noopener noreferrer" onClick={actions.opened}>
            <ExternalLink /> {t("open")}
            <span className="sr-only">{t("newTab")}</span>
          </a>
        </Button>
      )}
    </>
  );
}
