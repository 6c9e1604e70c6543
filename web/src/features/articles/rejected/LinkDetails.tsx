import { ArrowRight, Check, ExternalLink, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { LinkView } from "@/api/generated";
import { CopyButton } from "@/components/copy-button";
import { Button } from "@/components/ui/button";

import { useJudge } from "../judging";
import { Snippet } from "../Snippet";
import { linkTitle } from "../titles";
import { webAddress } from "../urls";
import { useKey } from "../useKey";
import { Verdicts } from "../Verdicts";
import { WayThere } from "./WayThere";

const LONGEST = 2000;

/** All that is known of a rejected link, and how to disagree with the rules. */
export function LinkDetails({ id, link }: { id: string; link: LinkView }) {
  const { t } = useTranslation("articles");
  const judge = useJudge();
  const decide = (kept: boolean | null, always: boolean) =>
    void judge({
      linkId: link.id,
      title: linkTitle(link),
      site: link.site,
      kept,
      always,
      before: link.overruled,
    });
  useKey("x", t("keys.accept"), () => decide(true, false));
  return (
    <div id={id} className="space-y-5 px-4 pt-1 pb-5">
      <dl className="grid gap-x-4 gap-y-3 text-sm sm:grid-cols-[9rem_minmax(0,1fr)]">
        <Fact name={t("link.around")}>
          <span className="line-clamp-6 text-soft">
            <Snippet snippet={link.snippet} text={link.text} />
          </span>
        </Fact>
        {link.heading !== "" && (
          <Fact name={t("link.section")}>
            <bdi className="line-clamp-2">{link.heading}</bdi>
          </Fact>
        )}
        <Fact name={t("link.url")}>
          <Address url={link.url} isOpened={!doesSomething(link) && !isTracked(link)} />
          {doesSomething(link) && <p className="text-xs">{t("link.unopened")}</p>}
        </Fact>
        {isTracked(link) && (
          <Fact name={t("link.target")}>
            <Address url={link.target_url} isOpened={!doesSomething(link)} />
          </Fact>
        )}
        <Fact name={t("link.way")}>
          <WayThere way={link.way} />
        </Fact>
      </dl>
      <section aria-label={t("why.rejected")} className="space-y-2.5">
        <h4 className="text-sm font-semibold">{t("why.rejected")}</h4>
        <Verdicts verdicts={link.verdicts} />
      </section>
      <div className="flex flex-wrap gap-2">
        <Button size="small" variant="primary" onClick={() => decide(true, false)}>
          <Check /> {t("accept.once")}
        </Button>
        {link.site !== "" && (
          <Button
            size="small"
            title={t("accept.alwaysHelp", { site: link.site.slice(0, 100) })}
            onClick={() => decide(true, true)}
          >
            <ArrowRight /> {t("accept.always", { site: link.site.slice(0, 40) })}
          </Button>
        )}
        {link.overruled !== null && link.site_rule_id === null && (
          <Button size="small" variant="quiet" onClick={() => decide(null, false)}>
            <Undo2 /> {t("accept.asRules")}
          </Button>
        )}
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-4 sm:col-span-2 sm:grid-cols-subgrid">
      <dt className="text-xs leading-5 text-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

/** An address to read and to copy, and maybe to open. */
function Address({ url, isOpened }: { url: string; isOpened: boolean }) {
  const { t } = useTranslation("articles");
  const address = isOpened ? webAddress(url) : undefined;
  return (
    <span className="flex items-start gap-1">
      <bdi className="line-clamp-3 min-w-0 flex-1 text-xs leading-5 break-all text-soft">
        {url.slice(0, LONGEST)}
      </bdi>
      <CopyButton text={url} label={t("pane.copy")} />
      {address !== undefined && (
        <Button asChild size="small" variant="quiet">
          <a href={address} target="_blank" rel="noopener noreferrer">
            <ExternalLink /> {t("open")} <span className="sr-only">{t("newTab")}</span>
          </a>
        </Button>
      )}
    </span>
  );
}

const ACTIONS = ["action-address", "list-unsubscribe", "never-fetched"];

/** Opening it may end or change a subscription, or vote, or sign in. */
function doesSomething({ kind, rule_id }: LinkView): boolean {
  return kind === "unsubscribe" || ACTIONS.includes(rule_id);
}

/** The mail's own address only leads to the page's. */
function isTracked({ url, target_url: target }: LinkView): boolean {
  return target !== "" && target !== url;
}
