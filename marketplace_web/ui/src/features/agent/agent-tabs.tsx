import { useQuery } from "@tanstack/react-query";
import { versionsQuery, type Agent } from "@/api/catalog";
import { priceLine } from "@/components/agent-price";
import { SnippetTabs } from "@/components/snippet-tabs";
import { ago, at, sentence } from "@/lib/format";
import { agents } from "@/strings/agents";
import { ButtonLink } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";

const words = agents.detail;
const SHOWN_USES = 8;

export function OverviewTab({ agent }: { agent: Agent }) {
  const rows: [string, string][] = [
    [words.kind, agents.kinds[agent.kind] ?? sentence(agent.kind)],
    [words.version, agent.version ?? agents.draft],
    [words.calledBy, agent.channels.map((channel) => channel.toUpperCase()).join(", ")],
    [words.updated, ago(agent.updated_at)],
  ];
  return (
    <div className="grid gap-8">
      <p className="max-w-[68ch] text-[16px] leading-[1.6] text-ink-2">{agent.description}</p>
      {agent.use_cases.length > 0 && (
        <section>
          <h2 className="text-[21px]">{words.uses}</h2>
          <ul className="mt-3 flex flex-wrap gap-2">
            {agent.use_cases.slice(0, SHOWN_USES).map((use) => <li key={use} className="rounded-[12px_12px_12px_4px] border bg-surface px-3 py-1.5 text-[14px] text-ink-2">{use}</li>)}
          </ul>
        </section>
      )}
      <section>
        <h2 className="text-[21px]">{words.facts}</h2>
        <dl className="mt-3 grid grid-cols-2 gap-px overflow-hidden rounded-[20px_20px_20px_7px] border bg-line sm:grid-cols-4">
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

export function ApiTab({ agent }: { agent: Agent }) {
  const example = agent.examples[0]?.input ?? { text: "…" };
  return (
    <div>
      <p className="text-[15px] text-ink-2">{words.apiLead}</p>
      <SnippetTabs className="mt-4" label={words.ways} target={{ origin: location.origin, agentId: agent.id, input: example }} />
      <ButtonLink to="/app/keys" className="mt-4">{words.makeKey}</ButtonLink>
    </div>
  );
}

export function PricingTab({ agent }: { agent: Agent }) {
  return (
    <div className="petal-card max-w-[520px] p-6">
      <p className="display text-[30px]">{priceLine(agent.price)}</p>
      {agent.price && agent.price.model !== "free" && <p className="mt-2 text-[15px] text-ink-2">{agent.price.model_cost === "included" ? words.modelIncluded : words.modelPassed}</p>}
      <p className="mt-2 text-[15px] text-ink-2">{words.held}</p>
    </div>
  );
}

export function ChangesTab({ agent }: { agent: Agent }) {
  const { data, error, refetch } = useQuery(versionsQuery(agent.id));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={2} className="grid gap-3" each="h-16" />;
  if (data.data.length === 0) return <p className="text-ink-2">{words.noChanges}</p>;
  return (
    <ol className="grid gap-3 border-l-2 border-line-2 pl-5">
      {data.data.map((version) => (
        <li key={version.id} className="relative">
          <i className="absolute -left-[27px] top-1.5 size-3 rounded-full border-2 border-[var(--bg)] bg-brand" />
          <p className="flex flex-wrap items-baseline gap-x-2.5">
            <b className="mono text-[14.5px] font-[600]">{version.version}</b>
            {version.current && <span className="chip !h-6">{words.current}</span>}
            <span className="text-[13px] text-ink-3">{at(version.created_at)}</span>
          </p>
          {version.note && <p className="mt-1 whitespace-pre-line text-[14.5px] text-ink-2">{version.note}</p>}
        </li>
      ))}
    </ol>
  );
}
