import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { agentSearchQuery, type Policies } from "@/api/organization";
import { Sigil } from "@/brand/sigil";
import { policyWords } from "@/strings/policies";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Group, Note, Row, SmallSelect } from "./parts";
import { short, useKnownNames } from "./use-names";
import { useSetPolicies } from "./use-set-policies";

const words = policyWords.agents;
const UNIFIED = "laelia";

export function AgentPolicies({ policies }: { policies: Policies }) {
  const allowed = policies.allowed_agents ?? null;
  const blocked = policies.blocked_agents ?? [];
  const [choosing, setChoosing] = useState(false);
  const set = useSetPolicies(policies);
  const only = allowed !== null || choosing;
  const allow = (ids: readonly string[]) => set.mutate({ allowed_agents: ids.length > 0 ? [...ids] : null });
  const choose = (value: string) => {
    setChoosing(value === "only");
    if (value === "any" && allowed !== null) set.mutate({ allowed_agents: null });
  };
  return (
    <Group title={words.title} lead={words.lead}>
      <Row
        title={words.allowed}
        hint={words.allowedHint}
        below={only && (
          <div className="grid gap-3">
            <Chosen ids={allowed ?? []} busy={set.isPending} onChange={allow} />
            {(allowed ?? []).length === 0 && <p className="text-[13.5px] text-ink-3">{words.empty}</p>}
            {allowed !== null && allowed.length > 0 && !allowed.includes(UNIFIED) && (
              <Note tone="iris"><span className="flex flex-wrap items-center justify-between gap-3">{words.unified}<Button size="sm" busy={set.isPending} onClick={() => allow([...allowed, UNIFIED])}>{words.addLaelia}</Button></span></Note>
            )}
          </div>
        )}
      >
        <SmallSelect label={words.allowed} value={only ? "only" : "any"} disabled={set.isPending} onChange={(event) => choose(event.target.value)} options={[{ value: "any", label: words.any }, { value: "only", label: words.only }]} />
      </Row>
      <Row title={words.blocked} hint={words.blockedHint} below={<Chosen ids={blocked} busy={set.isPending} onChange={(ids) => set.mutate({ blocked_agents: ids.length > 0 ? [...ids] : null })} />} />
    </Group>
  );
}

/** Agents that were chosen, and a way to choose more. */
function Chosen({ ids, busy, onChange }: { ids: readonly string[]; busy: boolean; onChange: (ids: readonly string[]) => void }) {
  const known = useKnownNames();
  const nameOf = (id: string) => (id === UNIFIED ? "Laelia" : (known(id) ?? short(id)));
  const [open, setOpen] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {ids.map((id) => (
        <span key={id} className="chip !h-9 !rounded-[11px] !pe-1 !text-[13.5px]">
          <Sigil id={id} size={22} />
          {nameOf(id)}
          <IconButton size="sm" label={words.remove(nameOf(id))} className="!size-7" disabled={busy} onClick={() => onChange(ids.filter((one) => one !== id))}><X size={14} /></IconButton>
        </span>
      ))}
      <Button size="sm" className="!h-9" busy={busy} onClick={() => setOpen(true)}><Plus size={15} />{words.choose}</Button>
      <Dialog open={open} onOpenChange={setOpen} title={words.choose}>
        <Picker without={ids} onPick={(id) => { setOpen(false); onChange([...ids, id]); }} />
      </Dialog>
    </div>
  );
}

function Picker({ without, onPick }: { without: readonly string[]; onPick: (id: string) => void }) {
  const [text, setText] = useState("");
  const { data = [] } = useQuery({ ...agentSearchQuery(useDeferredValue(text.trim())), placeholderData: (before) => before });
  const unified = { id: UNIFIED, name: "Laelia", tagline: "" };
  const found = [...("laelia".startsWith(text.trim().toLowerCase()) ? [unified] : []), ...data].filter((one) => !without.includes(one.id));
  return (
    <div className="grid gap-3">
      <input type="search" className="field" autoFocus aria-label={words.search} placeholder={words.search} value={text} onChange={(event) => setText(event.target.value)} />
      <ul className="-mx-2 grid max-h-[340px] overflow-y-auto">
        {found.map((agent) => (
          <li key={agent.id}>
            <button type="button" className="flex w-full items-center gap-3 rounded-[12px] px-2 py-2 text-start transition-colors hover:bg-sunk" onClick={() => onPick(agent.id)}>
              <Sigil id={agent.id} size={30} />
              <span className="min-w-0"><b className="block truncate text-[14.5px] font-[600]">{agent.name}</b><span className="block truncate text-[13px] text-ink-3">{agent.tagline}</span></span>
            </button>
          </li>
        ))}
        {found.length === 0 && <li className="px-2 py-4 text-[14px] text-ink-3">{words.noMatch}</li>}
      </ul>
    </div>
  );
}
