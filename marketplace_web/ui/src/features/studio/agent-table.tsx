import { Link } from "@tanstack/react-router";
import type { Run } from "@/api/runs";
import { standingOf } from "@/api/shown";
import type { OwnAgent, OwnListing } from "@/api/studio";
import { priceLine } from "@/components/agent-price";
import { Panel } from "@/components/page-head";
import { StatusBadge } from "@/components/run/run-badges";
import { Standing } from "@/components/standing";
import { Sigil } from "@/brand/sigil";
import { ago } from "@/lib/format";
import { agents as agentWords } from "@/strings/agents";
import { studio } from "@/strings/studio";
import { StateBadge } from "./state-badge";

const words = studio.home;

interface Props {
  agents: readonly OwnAgent[];
  listings: readonly OwnListing[];
  runs: readonly Run[];
}

export function AgentTable({ agents, listings, runs }: Props) {
  return (
    <Panel title={words.table}>
      <ul className="grid gap-2.5">
        {agents.map((agent) => <Row key={agent.id} agent={agent} listing={listings.find((one) => one.agent_id === agent.id)} run={runs.find((one) => one.agent_id === agent.id)} />)}
      </ul>
    </Panel>
  );
}

/** Where it stands, what others made of it, and when it last ran. */
function Row({ agent, listing, run }: { agent: OwnAgent; listing: OwnListing | undefined; run: Run | undefined }) {
  const begun = agent.version === null || !listing;
  const to = begun ? { to: "/studio/new", search: { draft: agent.id } as never } : { to: "/studio/agents/$id", params: { id: agent.id } as never };
  return (
    <li className="sig-hover relative grid grid-cols-[44px_minmax(0,1fr)_auto] items-center gap-x-3.5 gap-y-3 lg:gap-x-6 rounded-[18px_18px_18px_6px] bg-surface-2 px-4 py-3.5 transition-colors hover:bg-wash lg:grid-cols-[44px_minmax(0,1.15fr)_minmax(0,1fr)_150px_130px]">
      <Sigil id={agent.id} size={44} />
      <span className="min-w-0 leading-tight">
        <Link {...to} className="block truncate text-[15.5px] font-[650] after:absolute after:inset-0 after:rounded-[inherit]">{agent.name}</Link>
        <span className="mt-1 block truncate text-[13px] text-ink-3">{agentWords.kinds[agent.kind] ?? agent.kind}{", "}{agent.version ?? words.unlisted}</span>
      </span>
      <span className="min-w-0 max-lg:col-span-3 max-lg:row-start-2">{listing?.published_at ? <Standing of={standingOf(listing)} /> : <span className="text-[13.5px] text-ink-3">{priceLine(agent.price)}</span>}</span>
      <span className="min-w-0 max-lg:hidden">
        <span className="block text-[12.5px] text-ink-3">{words.columns.last}</span>
        {run ? <span className="mt-1 flex items-center gap-2 text-[13px]"><StatusBadge status={run.status} /><span className="truncate text-ink-3">{run.created_at && ago(run.created_at)}</span></span> : <span className="text-[13.5px] text-ink-3">{words.neverRun}</span>}
      </span>
      <span className="justify-self-end"><StateBadge state={listing?.status ?? "none"} label={listing ? undefined : words.notListed} /></span>
    </li>
  );
}
