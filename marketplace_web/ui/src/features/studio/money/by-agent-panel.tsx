import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { agentEarningsQuery, type AgentEarning } from "@/api/figures";
import { ownAgentsQuery } from "@/api/studio";
import { Sigil } from "@/brand/sigil";
import { Panel } from "@/components/page-head";
import { figures as words } from "@/strings/figures";
import { Failed, Skeletons } from "@/ui/states";
import { amountOf } from "./csv";
import { monthName } from "./months";

export function ByAgentPanel() {
  const { data, error, refetch } = useQuery(agentEarningsQuery);
  const agents = useQuery(ownAgentsQuery);
  const names = new Map(agents.data?.map((one) => [one.id, one.name]));
  const rows = data?.data ?? [];
  return (
    <Panel title={words.byAgent}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={2} className="grid gap-2" each="h-11" />}
      {data && rows.length === 0 && <p className="text-[14.5px] text-ink-3">{words.byAgentNone}</p>}
      {rows.length > 0 && (
        <div className="scroll-x flush" tabIndex={0} role="region" aria-label={words.byAgent}>
          <table className="data">
            <thead><tr><th scope="col">{words.month}</th><th scope="col">{words.agent}</th><th scope="col" className="!text-end">{words.amount}</th></tr></thead>
            <tbody>{rows.map((row) => <Row key={`${row.month}-${row.agent_id}-${row.type}-${row.currency}`} of={row} name={row.agent_id === null ? words.several : (names.get(row.agent_id) ?? words.gone)} />)}</tbody>
          </table>
        </div>
      )}
      <p className="mt-3 text-[13px] text-ink-3">{words.byAgentLead}</p>
    </Panel>
  );
}

function Row({ of, name }: { of: AgentEarning; name: string }) {
  return (
    <tr>
      <td className="whitespace-nowrap text-ink-2">{monthName(of.month)}<span className="block text-[12.5px] text-ink-3">{words.types[of.type]}</span></td>
      <td>
        {of.agent_id === null ? name : <Link to="/studio/agents/$id" params={{ id: of.agent_id } as never} className="inline-flex items-center gap-2 font-[600] hover:text-brand-text"><Sigil id={of.agent_id} size={24} />{name}</Link>}
      </td>
      <td className={`num whitespace-nowrap text-end font-[600] ${Number(of.amount) < 0 ? "text-ember-text" : ""}`}>{amountOf(of.amount, of.currency)}</td>
    </tr>
  );
}
