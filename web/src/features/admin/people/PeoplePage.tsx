import { useNavigate, useSearch } from "@tanstack/react-router";

import type { PeopleSearch } from "../search";
import { Organizations } from "./Organizations";
import { People } from "./People";
import { PersonPanel } from "./PersonPanel";

/** Who may use this Educe, and the organizations that they are in. */
export default function PeoplePage() {
  const search = useSearch({ from: "/app/admin/people" });
  const navigate = useNavigate();
  const show = (change: PeopleSearch) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <div className="space-y-10">
      <People search={search} onShow={show} />
      <Organizations onShow={(organization) => show({ organization })} />
      {search.person !== undefined && (
        <PersonPanel who={search.person} onClose={() => show({ person: undefined })} />
      )}
    </div>
  );
}
