import type { Detail } from "@/api/shown";
import { Prose } from "@/components/run/output";
import { ago, listed, sentence } from "@/lib/format";
import { agents } from "@/strings/agents";
import { Gallery } from "./gallery";
import { Models } from "./models";

const words = agents.detail;
const SHOWN_USES = 8;

export function OverviewTab({ agent }: { agent: Detail }) {
  const rows: [string, string][] = [
    [words.kind, agents.kinds[agent.kind] ?? sentence(agent.kind)],
    [words.version, agent.version ?? agents.draft],
    [words.calledBy, listed(agent.channels.flatMap((channel) => words.channels[channel] ?? []))],
    [words.updated, ago(agent.updatedAt)],
  ];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      {agent.listing && <Gallery of={agent.name} media={agent.listing.media} />}
      <div className="max-w-[68ch] text-[16px] text-ink-2"><Prose text={agent.description} /></div>
      {agent.uses.length > 0 && (
        <section>
          <h2 className="text-[21px]">{words.uses}</h2>
          <ul className="mt-3 flex flex-wrap gap-2">
            {agent.uses.slice(0, SHOWN_USES).map((use) => <li key={use} className="rounded-[12px_12px_12px_4px] border bg-surface px-3 py-1.5 text-[14px] text-ink-2">{use}</li>)}
          </ul>
        </section>
      )}
      <Models agent={agent} />
      <section>
        <h2 className="text-[21px]">{words.facts}</h2>
        <dl className="mt-3 grid grid-cols-2 gap-px overflow-hidden rounded-[20px_20px_20px_7px] border bg-line sm:grid-cols-4 lg:max-xl:grid-cols-2">
          {rows.map(([label, value]) => (
            <div key={label} className="bg-surface px-4 py-3.5">
              <dt className="text-[13px] text-ink-3">{label}</dt>
              <dd className="mt-0.5 text-[14.5px] font-[600]">{value}</dd>
            </div>
          ))}
        </dl>
        {agent.proof && <p className="mt-3 text-[14.5px] text-ink-2">{agent.proof}</p>}
      </section>
    </div>
  );
}
