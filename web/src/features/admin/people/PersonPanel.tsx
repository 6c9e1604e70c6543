import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Link2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { PersonView } from "@/api/generated";
import { usersLinkMutation } from "@/api/generated/@tanstack/react-query.gen";
import { ErrorNotice } from "@/components/notices";
import { Time } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SkeletonLines } from "@/components/ui/skeleton";

import { Memberships } from "./Memberships";
import { OneTimeLink } from "./OneTimeLink";
import { PersonState } from "./PeopleTable";
import { PersonNames } from "./PersonNames";
import { PersonSwitches } from "./PersonSwitches";
import { usePerson } from "./usePerson";

/** One person: their names, their link, what they may do, and where they belong. */
export function PersonPanel({ who, onClose }: { who: string; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { person, refusal, ...acts } = usePerson(who);
  const { data } = person;
  return (
    <Dialog
      open
      onClose={onClose}
      shape="side"
      title={data?.name.slice(0, 120) ?? t("people.person")}
      description={<bdi className="line-clamp-1">{data?.email ?? "…"}</bdi>}
    >
      {person.isError && <ErrorNotice error={person.error} />}
      {person.isPending && <SkeletonLines lines={5} />}
      {data !== undefined && (
        <div className="space-y-7">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
            <PersonState person={data} />
            <span>
              {t("people.since")} <Time at={data.created_at} />
            </span>
          </div>
          {refusal !== null && <ErrorNotice error={refusal} />}
          <NewLink person={data} />
          <PersonNames key={data.name + data.email} person={data} rename={acts.rename} />
          <Memberships person={data} setRole={acts.setRole} leave={acts.leave} />
          <PersonSwitches person={data} acts={acts} />
          <p className="text-sm">
            <Link
              to="/admin/queue"
              search={{ user: data.email }}
              className="text-accent underline-offset-4 hover:underline"
            >
              {t("people.toLimits")}
            </Link>
          </p>
        </div>
      )}
    </Dialog>
  );
}

function NewLink({ person }: { person: PersonView }) {
  const { t } = useTranslation("admin");
  const make = useMutation(usersLinkMutation());
  return (
    <section aria-label={t("people.link")} className="space-y-3">
      {make.data === undefined ? (
        <Button
          aria-disabled={make.isPending}
          onClick={() => !make.isPending && make.mutate({ path: { who: person.id } })}
        >
          <Link2 /> {t("people.newLink")}
        </Button>
      ) : (
        <OneTimeLink link={make.data} name={person.name} />
      )}
      <p className="text-xs text-soft">{t("people.newLinkHelp")}</p>
      {make.error !== null && <ErrorNotice error={make.error} />}
    </section>
  );
}
