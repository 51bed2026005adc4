import { useQuery } from "@tanstack/react-query";
import { agentEarningsQuery, installsQuery, type Installs } from "@/api/figures";
import { isProblem } from "@/api/problem";
import { teamOf, useSession } from "@/api/session";
import { Panel } from "@/components/page-head";
import { onDay, whole } from "@/lib/format";
import { figures as words } from "@/strings/figures";
import { Failed, Skeletons } from "@/ui/states";
import { monthName } from "../money/months";
import { amountOf } from "../money/csv";
import { FunnelPanel } from "./funnel-panel";

/** How people come to an agent, who has it, and what it earned. */
export function AgentFigures({ agentId }: { agentId: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
      <FunnelPanel agentId={agentId} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <InstallsPanel agentId={agentId} />
        <EarnedPanel agentId={agentId} />
      </div>
    </div>
  );
}

function useWho(): string {
  const me = useSession();
  return me && teamOf(me) === null ? words.accounts : words.organizations;
}

function InstallsPanel({ agentId }: { agentId: string }) {
  const who = useWho();
  const { data, error, refetch } = useQuery(installsQuery(agentId));
  return (
    <Panel title={words.installs}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={2} className="grid gap-2" each="h-9" />}
      {data && <Counts of={data} who={who} />}
      {data && <p className="mt-3 text-[13px] text-ink-3">{words.installsLead(onDay(dayBefore(data.as_of)))} {words.fewMore(data.minimum_organizations, who)}</p>}
    </Panel>
  );
}

/** What is counted at a midnight is how the day before it ended. */
const dayBefore = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

function Counts({ of, who }: { of: Installs; who: string }) {
  if (of.organizations === 0) return <p className="text-[14.5px] text-ink-3">{words.nobody}</p>;
  return (
    <>
      <p className="display text-[28px]">{of.organizations === null ? words.few(of.minimum_organizations) : words.have(whole(of.organizations), who)}</p>
      <dl className="mt-3 grid gap-1.5">
        {of.versions.map((one) => (
          <div key={one.version} className="flex items-baseline gap-3 text-[14px]">
            <dt className="mono text-[13px] text-ink-2">{one.version}</dt>
            <dd className={one.organizations === null ? "ms-auto text-[13px] text-ink-3" : "num ms-auto font-[600]"}>{one.organizations === null ? words.hidden : whole(one.organizations)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function EarnedPanel({ agentId }: { agentId: string }) {
  const { data, error, refetch } = useQuery(agentEarningsQuery);
  // Whoever may not see billing sees no empty frame either.
  if (isProblem(error) && error.status === 403) return null;
  const rows = data?.data.filter((one) => one.agent_id === agentId) ?? [];
  return (
    <Panel title={words.earned}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={2} className="grid gap-2" each="h-9" />}
      {data && rows.length === 0 && <p className="text-[14.5px] text-ink-3">{words.earnedNone}</p>}
      {rows.length > 0 && (
        <table className="data flush">
          <thead><tr><th scope="col">{words.month}</th><th scope="col" className="!text-end">{words.amount}</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.month}-${row.type}-${row.currency}`}>
                <td>{monthName(row.month)}<span className="block text-[12.5px] text-ink-3">{words.types[row.type]}</span></td>
                <td className={`num text-end ${Number(row.amount) < 0 ? "text-ember-text" : ""}`}>{amountOf(row.amount, row.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
