import { useState } from "react";
import type { OrganizationDetail } from "@/api/console/people";
import { onceKey, useAct } from "@/api/console/shared";
import { endOf } from "@/lib/day";
import { peopleWords } from "@/strings/console-people";
import { SelectField, TextField } from "@/ui/field";
import { ActButton } from "../parts/act-button";

const words = peopleWords.acts.grantCredits;
const KINDS = Object.entries(words.kinds).map(([value, label]) => ({ value, label }));

export function GrantCredits({ found }: { found: OrganizationDetail }) {
  const grant = useAct("POST /v1/admin/grants");
  // The same dialog sent twice is one grant.
  const [key, setKey] = useState(onceKey);
  const act = async (reason: string, given: FormData) => {
    const kind = given.get("kind") === "paid" ? "paid" : "promotional";
    await grant.mutateAsync({ headers: key, body: { organization_id: found.id, credits: String(given.get("credits")).trim(), kind, reason, expires_at: endOf(given.get("expires")) } });
    setKey(onceKey());
  };
  return (
    <ActButton words={words} title={words.title(found.name)} look="primary" openLook="ghost" small act={act}>
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField label={words.amount} name="credits" inputMode="decimal" required pattern="[0-9]{1,9}(\.[0-9]{1,6})?" defaultValue="100" />
        <SelectField label={words.kind} name="kind" options={KINDS} />
        <TextField label={words.expires} name="expires" type="date" hint={words.expiresHint} />
      </div>
    </ActButton>
  );
}
