import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useState } from "react";
import { grantableQuery, type OrganizationDetail } from "@/api/console/people";
import { onceKey, useAct } from "@/api/console/shared";
import { Sigil } from "@/brand/sigil";
import { endOf } from "@/lib/day";
import { peopleWords } from "@/strings/console-people";
import { SelectField, TextField } from "@/ui/field";
import { ActButton } from "../parts/act-button";

const words = peopleWords.acts.grantAgent;

/** Lets an organization, or one person in it, use an agent without paying its fee. */
export function GrantAgent({ found }: { found: OrganizationDetail }) {
  const grant = useAct("POST /v1/admin/entitlements");
  const [key, setKey] = useState(onceKey);
  const people = [{ value: "", label: words.everybody }, ...found.members.map((one) => ({ value: one.user_id, label: one.name }))];
  const act = async (reason: string, given: FormData) => {
    const limit = String(given.get("limit") ?? "").trim();
    await grant.mutateAsync({
      headers: key,
      body: { organization_id: found.id, agent_id: String(given.get("agent") ?? ""), user_id: String(given.get("person") ?? "") || null, run_limit: limit ? Number(limit) : null, active_to: endOf(given.get("until")), reason },
    });
    setKey(onceKey());
  };
  return (
    <ActButton words={words} title={words.title(found.name)} look="primary" openLook="ghost" small act={act}>
      <AgentPicker />
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField label={words.for} name="person" options={people} />
        <TextField label={words.limit} name="limit" type="number" min={1} hint={words.limitHint} />
        <TextField label={words.until} name="until" type="date" hint={words.untilHint} />
      </div>
    </ActButton>
  );
}

function AgentPicker() {
  const [q, setQ] = useState("");
  const { data } = useQuery(grantableQuery(q));
  const agents = data?.data ?? [];
  return (
    <fieldset className="min-w-0">
      <TextField label={words.find} type="search" value={q} onChange={(event) => setQ(event.target.value)} autoFocus />
      <legend className="sr-only">{words.agent}</legend>
      <div className="mt-2 grid max-h-[220px] grid-cols-[minmax(0,1fr)] gap-1 overflow-y-auto">
        {agents.length === 0 && data && <p className="text-[14px] text-ink-3">{words.none}</p>}
        {agents.map((agent) => (
          <label key={agent.id} className={clsx("flex cursor-pointer items-center gap-2.5 rounded-[12px] border border-transparent px-2.5 py-1.5 text-[14px] has-[:checked]:border-orchid-400 has-[:checked]:bg-wash hover:bg-surface-2")}>
            <input type="radio" name="agent" value={agent.id} required className="size-4 accent-[var(--brand)]" />
            <Sigil id={agent.id} size={26} />
            <span className="min-w-0"><b className="block truncate font-[600]">{agent.name}</b><span className="block truncate text-[13px] text-ink-3">{agent.tagline}</span></span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
