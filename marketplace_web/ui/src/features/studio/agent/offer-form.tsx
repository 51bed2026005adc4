import { useState, type FormEvent } from "react";
import { useOffer, type Offer } from "@/api/offering";
import { isProblem } from "@/api/problem";
import { Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { trying } from "@/strings/studio-tries";
import { CheckField } from "@/ui/check";
import { TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const words = trying.offer;

/** What was typed: nothing is null, a whole number itself, all else undefined. */
export function countOf(typed: string): number | null | undefined {
  if (!typed.trim()) return null;
  return /^\s*\d{1,6}\s*$/.test(typed) ? Number(typed) : undefined;
}

/** How often others may run the agent before they enable it. */
export function OfferForm({ agentId, offer, listed }: { agentId: string; offer: Offer; listed: boolean }) {
  const { change } = useOffer(agentId);
  const [offered, setOffered] = useState(offer.offered ?? true);
  const [anonymous, setAnonymous] = useState(offer.anonymous ?? false);
  const [person, setPerson] = useState(offer.per_person?.toString() ?? "");
  const [team, setTeam] = useState(offer.per_organization?.toString() ?? "");
  const counts = [countOf(person), countOf(team)] as const;
  const faults = isProblem(change.error) ? change.error.faults : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [per_person, per_organization] = counts;
    if (per_person === undefined || per_organization === undefined) return;
    change.mutate({ offered, anonymous: offered && anonymous, per_person, per_organization }, { onSuccess: () => say(words.saved), onError: sayProblem });
  };
  return (
    <Panel title={words.title}>
      <p className="-mt-2 text-[14px] text-ink-2">{words.lead}</p>
      {!listed && <p className="mt-3 rounded-[12px_12px_12px_4px] bg-iris-wash px-3.5 py-2.5 text-[13.5px] text-iris-text">{words.unlisted}</p>}
      <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
        <CheckField label={words.offered} checked={offered} onChange={setOffered} />
        {offered && (
          <div className="line-in grid gap-4">
            <CheckField label={words.anonymous} hint={words.anonymousMore} checked={anonymous} onChange={setAnonymous} />
            <div className="grid gap-4 sm:grid-cols-2">
              <TextField label={words.person} hint={words.usual} inputMode="numeric" value={person} fault={counts[0] === undefined ? words.fault : faults.per_person} onChange={(event) => setPerson(event.target.value)} />
              <TextField label={words.team} hint={words.usual} inputMode="numeric" value={team} fault={counts[1] === undefined ? words.fault : faults.per_organization} onChange={(event) => setTeam(event.target.value)} />
            </div>
          </div>
        )}
        <PausingButton type="submit" look="primary" className="justify-self-start" busy={change.isPending}>{words.save}</PausingButton>
      </form>
    </Panel>
  );
}
