import { useTranslation } from "react-i18next";

import type { ProviderView } from "@/api/generated";
import { Button } from "@/components/ui/button";

import { FormFoot } from "./FormFoot";
import { NewMailboxForm } from "./NewMailboxForm";
import { ProviderCards } from "./ProviderCards";

/** First whose mailbox it is, then what that provider wants to know. */
export function NewMailbox({
  projectId,
  providers,
  chosen,
  onChoose,
  onClose,
}: {
  projectId: string;
  providers: readonly ProviderView[];
  chosen: string | undefined;
  onChoose: (provider: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const provider = providers.find(({ name }) => name === chosen);
  return (
    <div className="space-y-6">
      <ProviderCards
        providers={providers}
        chosen={chosen}
        onChoose={({ name }) => onChoose(name)}
      />
      {provider !== undefined ? (
        <NewMailboxForm
          key={provider.name}
          projectId={projectId}
          provider={provider}
          onClose={onClose}
        />
      ) : (
        <FormFoot>
          <Button onClick={onClose}>{t("cancel")}</Button>
        </FormFoot>
      )}
    </div>
  );
}
