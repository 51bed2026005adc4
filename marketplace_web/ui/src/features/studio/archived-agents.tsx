import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { archivedAgentsQuery } from "@/api/studio";
import { Panel } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { ago } from "@/lib/format";
import { keeping as words } from "@/strings/studio-keeping";
import { Restore } from "./agent/agent-acts";

/** What answers nobody any more, each with the way back; nothing where nothing does. */
export function ArchivedAgents() {
  const { data = [] } = useQuery(archivedAgentsQuery);
  if (data.length === 0) return null;
  return (
    <Panel title={words.archivedTitle}>
      <ul className="grid gap-2">
        {data.map((agent) => (
          <li key={agent.id} className="flex items-center gap-3 rounded-[14px_14px_14px_5px] bg-surface-2 px-3 py-2.5">
            <Sigil id={agent.id} size={34} />
            <span className="min-w-0 flex-1 leading-tight">
              <Link to="/studio/agents/$id" params={{ id: agent.id } as never} className="block truncate rounded text-[14.5px] font-[600] hover:text-brand-text">{agent.name}</Link>
              <span className="mt-0.5 block text-[12.5px] text-ink-3">{words.archivedSince(ago(agent.updated_at))}</span>
            </span>
            <Restore agent={agent} size="sm" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
