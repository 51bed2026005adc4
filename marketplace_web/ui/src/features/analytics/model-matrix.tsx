import { Frown } from "lucide-react";
import type { Group } from "@/api/outcomes";
import { useAgentNames } from "@/components/agent-names";
import { Panel } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { percent, whole } from "@/lib/format";
import { analytics as words } from "@/strings/analytics";

const WORRYING = 0.8;

/** Each agent on each model: the share with its number of judged runs, and a face where it is low. */
export function ModelMatrix({ groups }: { groups: readonly Group[] }) {
  const name = useAgentNames();
  const models = [...new Set(groups.map((group) => group.model ?? ""))].filter(Boolean);
  const agents = [...new Set(groups.map((group) => group.agent_id ?? ""))];
  const cell = new Map(groups.map((group) => [`${group.agent_id} ${group.model}`, group]));
  if (models.length === 0) return null;
  return (
    <Panel title={words.matrix}>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={words.matrix}>
        <table className="w-full border-separate border-spacing-1 text-[13.5px]">
          <thead>
            <tr>
              <th scope="col"><span className="sr-only">{words.agent}</span></th>
              {models.map((model) => <th key={model} scope="col" className="mono min-w-[110px] px-2 pb-1 text-start text-[11.5px] [overflow-wrap:anywhere] lg:whitespace-nowrap font-[500] text-ink-3">{model}</th>)}
            </tr>
          </thead>
          <tbody>
            {agents.map((agent) => (
              <tr key={agent}>
                <th scope="row" className="pe-3 text-start font-[600]"><span className="flex items-center gap-2.5 whitespace-nowrap"><Sigil id={agent} size={26} />{name(agent)}</span></th>
                {models.map((model) => <Cell key={model} group={cell.get(`${agent} ${model}`)} />)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Cell({ group }: { group: Group | undefined }) {
  if (!group) return <td className="h-11 min-w-[110px] rounded-[10px] bg-sunk dark:bg-surface-2"><span className="sr-only">{words.notTried}</span></td>;
  const share = group.happy_share;
  if (share === null) return <td className="num h-11 min-w-[110px] rounded-[10px] bg-sunk dark:bg-surface-2 px-3 text-ink-3">{whole(group.runs)}, {words.unjudged}</td>;
  const low = share < WORRYING;
  const tint = low ? "var(--ember)" : "var(--fern)";
  const strength = low ? Math.max(8, (WORRYING - share) * 60) : 8 + (share - WORRYING) * 150;
  return (
    <td className="num h-11 min-w-[110px] rounded-[10px] px-3 font-[650]" style={{ background: `color-mix(in oklab, ${tint} ${strength}%, var(--surface))` }}>
      <span className="flex items-center gap-1.5">{percent(share)}{low && <Frown size={15} aria-label={words.unhappy} />}<span className="ms-auto text-[12px] font-[500] text-ink-2">{whole(group.happy + group.unhappy)}</span></span>
    </td>
  );
}
