import { useQuery } from "@tanstack/react-query";
import { seenAgentsQuery, seenCreditsQuery, seenRunsQuery, type Look } from "@/api/console/looking";
import { Panel } from "@/components/page-head";
import { StatusBadge } from "@/components/run/run-badges";
import { Sigil } from "@/brand/sigil";
import { credits, whole } from "@/lib/format";
import { peopleWords } from "@/strings/console-people";
import { Failed } from "@/ui/states";
import { Facts, When } from "../parts/bits";

const { support: words, organization } = peopleWords;

/** What an organization lets support read of it, and nothing beside. */
export function LookAt({ look }: { look: Look }) {
  const may = (scope: string) => look.scopes.includes(scope);
  return (
    <section aria-label={words.looking(look.name)} className="mb-5 grid gap-4 rounded-[26px_26px_26px_9px] border-2 border-[var(--pollen)] p-4 lg:grid-cols-2">
      <h2 className="text-[20px] lg:col-span-2">{words.whatTheySee}</h2>
      {may("usage:read") && <Credits look={look} />}
      {may("agents:read") && <Agents look={look} />}
      {may("runs:read") && <Runs look={look} />}
    </section>
  );
}

function Credits({ look }: { look: Look }) {
  const { data, error } = useQuery(seenCreditsQuery(look));
  return <Panel title={words.credits}>{error && <Failed error={error} />}{data && <Facts rows={[[organization.available, credits(data.available)], [organization.held, credits(data.held)], [organization.running, whole(data.running)]]} />}</Panel>;
}

function Agents({ look }: { look: Look }) {
  const { data, error } = useQuery(seenAgentsQuery(look));
  return (
    <Panel title={words.agents}>
      {error && <Failed error={error} />}
      {data?.data.length === 0 && <p className="text-[14px] text-ink-3">{words.nothing}</p>}
      <ul className="grid gap-2">{data?.data.map((one) => <li key={one.id} className="flex items-center gap-2.5 text-[14px]"><Sigil id={one.id} size={24} /><span className="min-w-0 truncate font-[600]">{one.name}</span></li>)}</ul>
    </Panel>
  );
}

function Runs({ look }: { look: Look }) {
  const { data, error } = useQuery(seenRunsQuery(look));
  return (
    <Panel title={words.runs} className="lg:col-span-2">
      {error && <Failed error={error} />}
      {data?.data.length === 0 && <p className="text-[14px] text-ink-3">{words.nothing}</p>}
      <ul className="grid gap-2">
        {data?.data.map((run) => (
          <li key={run.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[14px]"><span className="mono text-[12.5px]">{`${run.id.slice(0, 9)}…${run.id.slice(-4)}`}</span><StatusBadge status={run.status} /><span className="min-w-0 flex-1 truncate text-ink-2">{run.error?.code}</span><When iso={run.created_at} /></li>
        ))}
      </ul>
    </Panel>
  );
}
