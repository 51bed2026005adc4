import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { similarQuery, type AgentCard } from "@/api/catalog";
import { alikeQuery } from "@/api/discovery";
import { outcomesQuery } from "@/api/outcomes";
import { cardOfListing } from "@/api/shown";
import { priceLine } from "@/components/agent-price";
import { Standing } from "@/components/standing";
import { Panel } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { home } from "@/strings/home";
import { ButtonLink, IconButton } from "@/ui/button";
import { say } from "@/ui/toast";
import { suggestionOf } from "./suggestion-of";

const MONTH = 30;
const KEPT = "laelia-not-suggested";
const words = home.suggestion;

/** One further agent, and why; kept out of sight in this browser once it was dismissed. */
export function Suggestion({ enabled }: { enabled: readonly AgentCard[] }) {
  const { data: ran } = useQuery(outcomesQuery("agent", { days: MONTH }));
  const most = ran?.data.toSorted((a, b) => b.runs - a.runs).find(({ agent_id: id }) => enabled.some((one) => one.id === id));
  const used = enabled.find((one) => one.id === most?.agent_id);
  const { data: alike } = useQuery(alikeQuery);
  const { data: similar = [] } = useQuery({ ...similarQuery(used?.id ?? ""), enabled: used !== undefined, retry: false });
  const [dismissed, setDismissed] = useState(read);
  const found = alike && suggestionOf(alike, similar, dismissed);
  if (!found) return null;
  const agent = cardOfListing(found.listing);
  const keep = (ids: readonly string[]) => {
    localStorage.setItem(KEPT, JSON.stringify(ids));
    setDismissed(ids);
  };
  const dismiss = () => {
    keep([...dismissed, found.listing.id]);
    say(words.dismissed(agent.name), undefined, () => keep(dismissed));
  };
  return (
    <Panel title={words.title} action={<IconButton size="sm" label={words.dismiss(agent.name)} onClick={dismiss}><X size={16} /></IconButton>}>
      <div className="sig-hover flex gap-3.5">
        <Sigil id={agent.id} size={44} />
        <div className="min-w-0 flex-1">
          <b className="block truncate text-[15.5px] font-[650]">{agent.name}</b>
          <p className="text-[14px] text-ink-2">{agent.tagline}</p>
          <div className="mt-1.5"><Standing of={agent.standing} /></div>
        </div>
      </div>
      <p className="mt-3 text-[13.5px] text-ink-3">{found.because === "alike" ? words.alike : words.similar(used?.name ?? "")}</p>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-2"><span className="num text-[13.5px] text-ink-2">{priceLine(agent.price)}</span><ButtonLink to={`/agents/${agent.id}`} size="sm">{words.look}</ButtonLink></div>
    </Panel>
  );
}

function read(): readonly string[] {
  const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
  return Array.isArray(kept) ? kept.map(String) : [];
}
