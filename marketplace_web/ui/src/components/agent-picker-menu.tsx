import { Menu } from "@base-ui/react/menu";
import { useQuery } from "@tanstack/react-query";
import { Check, ChevronsUpDown } from "lucide-react";
import { listingQuery, type AgentCard } from "@/api/catalog";
import { cardOfAgent } from "@/api/shown";
import { Sigil } from "@/brand/sigil";
import { popup } from "@/ui/dialog";
import { Features } from "./agent-card";
import type { AgentPickerProps, Choice } from "./agent-picker";
import { Standing } from "./standing";

/** Chooses an agent, each with what it does and what others made of it; letters typed jump to a name. */
export default function AgentPickerMenu({ label, picks, chosen, nobody, onChoose }: AgentPickerProps) {
  const value = picks.find((one) => one.id === chosen);
  return (
    <Menu.Root>
      <Menu.Trigger aria-label={value ? `${label}: ${value.name}` : label} className="flex h-9 min-w-0 max-w-[240px] items-center gap-2 rounded-[10px] border border-line-2 bg-surface px-2.5 text-[13.5px] font-[550] text-ink-2 hover:border-orchid-400">
        {value && <Sigil id={value.id} size={20} />}
        <span className="truncate">{value?.name ?? nobody}</span>
        <ChevronsUpDown size={14} className="shrink-0 text-ink-3" aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={8} align="start" collisionPadding={12} className="z-50">
          <Menu.Popup aria-label={label} className={`max-h-[min(460px,var(--available-height))] w-[min(400px,var(--available-width))] overflow-y-auto rounded-[16px_16px_16px_6px] p-1.5 outline-none ${popup}`}>
            <Menu.RadioGroup value={chosen} onValueChange={(id: string) => onChoose(id)}>
              {picks.map((pick) => <Menu.RadioItem key={pick.id} value={pick.id} label={pick.name} closeOnClick className="cursor-pointer rounded-[12px] p-2.5 outline-none data-[highlighted]:bg-wash"><Row pick={pick} /></Menu.RadioItem>)}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Row({ pick: { id, name, about, agent } }: { pick: Choice }) {
  return (
    <div className="flex items-start gap-3">
      <Sigil id={id} size={34} />
      <div className="min-w-0 flex-1">
        <span className="flex items-center gap-2 text-[14.5px] font-[600]"><span className="min-w-0 flex-1 truncate">{name}</span><Menu.RadioItemIndicator><Check size={15} strokeWidth={2.6} className="text-brand-text" /></Menu.RadioItemIndicator></span>
        {about && <p className="mt-0.5 text-[13px] leading-snug text-ink-2">{about}</p>}
        {agent && <About agent={agent} />}
      </div>
    </div>
  );
}

/** What others made of it stands in its listing, if it has one. */
function About({ agent }: { agent: AgentCard }) {
  const { data } = useQuery({ ...listingQuery(agent.id), enabled: agent.listed });
  const { features, standing } = cardOfAgent(agent, data);
  return <><Features features={features} className="!mt-1 mb-2 !gap-1" /><Standing of={standing} /></>;
}
