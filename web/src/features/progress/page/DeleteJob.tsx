import { useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toast } from "@/lib/toast";

import { extractionsDelete } from "@/api/generated";
import { refresh } from "@/api/queries";
import { useErrorText } from "@/components/notices";
import { Button } from "@/components/ui/button";
import { doUnlessUndone } from "@/lib/undo";

import { OF_LISTS } from "../actions";
import type { Watched } from "../useJob";

/** Deletes an ended job some seconds later, unless that is undone. */
export function DeleteJob({ job, onDelete }: { job: Watched; onDelete: (is: boolean) => void }) {
  const { t } = useTranslation(["common", "progress"]);
  const client = useQueryClient();
  const say = useErrorText();
  const remove = () =>
    doUnlessUndone({
      message: t("progress:deleted.toast"),
      undo: t("undo"),
      begin: () => onDelete(true),
      revert: () => onDelete(false),
      act: async (keepalive) => {
        await extractionsDelete({ path: { job_id: job.id }, keepalive });
        await refresh(client, ...OF_LISTS);
      },
      fail: (error) => toast.error(say(error)),
    });
  return (
    <Button onClick={remove}>
      <Trash2 /> {t("delete")}
    </Button>
  );
}
