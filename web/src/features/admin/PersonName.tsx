import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { usersGetOptions } from "@/api/generated/@tanstack/react-query.gen";

/** Who it was, for administrators; people may be gone. */
export function PersonName({ id }: { id: string | null }) {
  const { t } = useTranslation("admin");
  const person = useQuery({
    ...usersGetOptions({ path: { who: id ?? "" } }),
    enabled: id !== null,
    staleTime: Infinity,
  });
  if (id === null || person.isError) return t("somebody");
  return <bdi className="break-words">{person.data?.name.slice(0, 100) ?? "…"}</bdi>;
}
