import type { Detail } from "@/api/shown";
import { useModelOutcomes } from "@/components/model-outcomes";
import { agentPage } from "@/strings/agent-page";
import { agents } from "@/strings/agents";
import { OutcomeBar } from "@/ui/marks";

/** What its publisher tried it with, and what it ran on for others, with how that went. */
export function Models({ agent }: { agent: Detail }) {
  const told = useModelOutcomes(agent);
  const all = [...new Set([...agent.models, ...told.keys()])];
  if (all.length === 0) return null;
  return (
    <section>
      <h2 className="text-[21px]">{agentPage.models}</h2>
      <ul className="mt-3 grid gap-px overflow-hidden rounded-[20px_20px_20px_7px] border bg-line">
        {all.map((one) => {
          const share = told.get(one)?.happy;
          return (
            <li key={one} className="flex min-h-11 flex-wrap items-center gap-x-4 bg-surface px-4 py-2">
              <span className="mono max-w-full flex-auto break-all text-[13.5px]">{one}</span>
              {share === undefined ? <span className="text-[13px] text-ink-3">{agents.noOutcomes}</span> : <span className="flex items-center gap-3 text-[13.5px]"><b className="num font-[650] text-fern-text">{agents.happy(share)}</b><span className="w-24"><OutcomeBar happy={share} /></span></span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
